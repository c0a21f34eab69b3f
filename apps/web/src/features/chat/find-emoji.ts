/** Emoji by what one calls them. */

export type Emoji = { emoji: string; name: string; words: string }

/** All of them without a query; otherwise those where every word of it begins a word. */
export function findEmoji(all: readonly Emoji[], query: string): readonly Emoji[] {
  const wanted = fold(query).split(' ').filter(Boolean)
  if (wanted.length === 0) return all
  return all.filter(({ emoji, words }) => {
    const known = fold(words).split(' ')
    return wanted.every((part) => emoji === part || known.some((word) => word.startsWith(part)))
  })
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()
}
