/** A condition for a text that has these words in it, in any case. */

/** LIKE's own signs are words like any other. */
export function hasWords(words: string) {
  return { contains: words.replaceAll(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const }
}
