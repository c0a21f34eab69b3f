import { expect, it } from 'vitest'
import { emojiIn } from './emoji-names.ts'
import { findEmoji } from './find-emoji.ts'

const found = (locale: string, query: string) => findEmoji(emojiIn(locale), query).map(({ emoji }) => emoji)

it('finds emoji by the beginnings of words, in the page’s language and in English, whatever the accents', () => {
  expect(found('en', 'red he')).toEqual(['❤️'])
  expect(found('de', 'WURFEL')).toEqual(['🎲'])
  expect(found('de', 'whale')).toEqual(['🐳'])
  expect(found('ar', 'قمر')).toEqual(['🌙'])
  expect(found('en', 'zzz')).toEqual([])
})

it('has each emoji once, with a name in every language', () => {
  for (const locale of ['en', 'de', 'ar']) {
    const all = emojiIn(locale)
    expect(new Set(all.map(({ emoji }) => emoji)).size).toBe(all.length)
    expect(all.filter(({ name }) => name.trim() === '')).toEqual([])
  }
})
