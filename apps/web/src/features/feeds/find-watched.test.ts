import { expect, it } from 'vitest'
import { findWatched } from './find-watched.ts'

const SITE = 'https://live.example.org'

it.each([
  [`${SITE}/@harbour`, { kind: 'channel', slug: 'harbour' }],
  [`${SITE}/@harbour/?t=3#x`, { kind: 'channel', slug: 'harbour' }],
  [`${SITE}/watch/abcdefghij0123456789`, { kind: 'broadcast', broadcastId: 'abcdefghij0123456789' }],
  ['https://elsewhere.example/@harbour', null],
  ['http://live.example.org/@harbour', null],
  [`${SITE}/dashboard`, null],
  [`${SITE}/@harbour/../studio`, null],
  ['nonsense', null],
])('takes %s for what it is', (url, watched) => expect(findWatched(url, SITE)).toEqual(watched))
