import { expect, it } from 'vitest'
import { parseMediaPlaylist, parseMultivariant } from './media-playlist.ts'

const URL_OF_RUNG = 'http://origin/live/abcdefghij0123456789/1/720p/index.m3u8'

it('reads what a segment is, where it is, and what its pieces are checked against', () => {
  const text = `#EXTM3U
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-MAP:URI="init-aaaa.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-11-21T12:00:00.000Z
#EXT-X-SHOAL-PIECES:sBcDeFgHiJkLmNoPqRsTuV
#EXTINF:2.00000,
7-bbbb.m4s
#EXTINF:1.50000,
8-cccc.m4s
`
  expect(parseMediaPlaylist(text, URL_OF_RUNG)).toEqual({
    targetSeconds: 2,
    isLive: true,
    initUrl: 'http://origin/live/abcdefghij0123456789/1/720p/init-aaaa.mp4',
    segments: [
      {
        url: 'http://origin/live/abcdefghij0123456789/1/720p/7-bbbb.m4s',
        number: 7,
        durationSeconds: 2,
        pieces: 'sBcDeFgHiJkLmNoPqRsTuV',
        dateMs: Date.UTC(2026, 10, 21, 12),
      },
      {
        url: 'http://origin/live/abcdefghij0123456789/1/720p/8-cccc.m4s',
        number: 8,
        durationSeconds: 1.5,
        pieces: null,
        dateMs: null,
      },
    ],
  })
})

it('hears that a broadcast is over', () => {
  expect(parseMediaPlaylist('#EXTM3U\n#EXT-X-ENDLIST\n', URL_OF_RUNG).isLive).toBe(false)
})

it('lists the rungs with their peak bit rates, not the averages', () => {
  const text = `#EXTM3U
#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=800000,BANDWIDTH=880000,RESOLUTION=1280x720
720p/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=300000
360p/index.m3u8
`
  expect(parseMultivariant(text, 'http://origin/live/abcdefghij0123456789/1/index.m3u8')).toEqual([
    { url: URL_OF_RUNG, bandwidth: 880_000 },
    { url: 'http://origin/live/abcdefghij0123456789/1/360p/index.m3u8', bandwidth: 300_000 },
  ])
})
