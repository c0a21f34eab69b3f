import { channelSlugSchema } from '@shoal/protocol/channel-slug'
import { expect, it } from 'vitest'
import { suggestSlug } from './suggest-slug.ts'

it.each([
  ['The harbour', 'the-harbour'],
  ['  Café – à la Ünal! ', 'cafe-a-la-unal'],
  ['A name that is so long that it would not fit into the address', 'a-name-that-is-so-long-that-it-would-not'],
])('makes of %j an address that may be used', (title, slug) => {
  expect(suggestSlug(title)).toBe(slug)
  expect(channelSlugSchema.safeParse(slug).success).toBe(true)
})

it('suggests nothing where no letter is left', () => {
  expect(suggestSlug('港')).toBe('')
})
