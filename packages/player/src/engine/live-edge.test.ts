import { expect, it } from 'vitest'
import { readLiveEdge } from './live-edge.ts'

const LIVE = `#EXTM3U
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:41
#EXT-X-MAP:URI="init.mp4"
#EXTINF:2.000,
41.m4s
#EXT-X-DISCONTINUITY
#EXTINF:1.960,
42.m4s
`

it.each([
  ['counts from the media sequence number', LIVE, { nextNumber: 43, targetSeconds: 2 }],
  ['counts from 0 without one', LIVE.replace(/#EXT-X-MEDIA.*\n/, ''), { nextNumber: 2, targetSeconds: 2 }],
  ['waits for nothing after the end', `${LIVE}#EXT-X-ENDLIST\n`, null],
  ['waits for nothing in an empty playlist', LIVE.replace(/#EXTINF.*/s, ''), null],
  ['waits for nothing in a multivariant playlist', '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n720p/index.m3u8\n', null],
])('%s', (_, text, expected) => {
  expect(readLiveEdge(text)).toEqual(expected)
})
