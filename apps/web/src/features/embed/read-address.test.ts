import { expect, it } from 'vitest'
import { readAddress } from './read-address.ts'

const HERE = 'https://live.example'

it('knows channels, recordings and playlists', () => {
  expect(readAddress(' @harbour ', HERE)).toEqual({
    kind: 'channel',
    url: `${HERE}/@harbour`,
    frameUrl: `${HERE}/embed/@harbour`,
  })
  expect(readAddress('https://other.example/watch/testbroadcast0000001', HERE)?.frameUrl).toBe(
    'https://other.example/embed/testbroadcast0000001',
  )
  expect(readAddress('https://cdn.example/a.m3u8', HERE)).toEqual({
    kind: 'playlist',
    url: 'https://cdn.example/a.m3u8',
    frameUrl: null,
  })
})

it.each(['', 'harbour', 'javascript:alert(1)', 'ftp://a.example/b'])('takes nothing else: %j', (text) =>
  expect(readAddress(text, HERE)).toBeNull(),
)
