import { expect, it } from 'vitest'
import { buildMediaPlaylist, buildMultivariantPlaylist } from './playlists.ts'

const segment = (number: number) => ({
  number,
  hash: `hash${number}`,
  durationSeconds: 2,
  programDateTimeMs: 1_700_000_000_000 + number * 2000,
  isDiscontinuity: false,
  initHash: 'init1',
})

it('writes a live playlist with a restart of the encoder in it', () => {
  const segments = [segment(7), { ...segment(8), isDiscontinuity: true, initHash: 'init2' }, segment(9)]
  const [, , last] = segments
  if (last) last.initHash = 'init2'
  expect(buildMediaPlaylist({ targetSeconds: 2, discontinuitySequence: 3, segments, hasEnded: false })).toBe(
    `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-DISCONTINUITY-SEQUENCE:3
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init-init1.mp4"
#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:34.000Z
#EXTINF:2.000000,
7-hash7.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="init-init2.mp4"
#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:36.000Z
#EXTINF:2.000000,
8-hash8.m4s
#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:38.000Z
#EXTINF:2.000000,
9-hash9.m4s
`,
  )
})

it('closes the playlist of a broadcast that has ended', () => {
  const ended = buildMediaPlaylist({
    targetSeconds: 2,
    discontinuitySequence: 0,
    segments: [segment(0)],
    hasEnded: true,
  })
  expect(ended.endsWith('0-hash0.m4s\n#EXT-X-ENDLIST\n')).toBe(true)
})

it('writes what a player needs to choose a rung, and leaves out what sound has not', () => {
  const bits = { bandwidth: 200_000, averageBandwidth: 160_000 }
  const picture = { width: 640, height: 360, frameRate: '29.970', videoCodec: 'avc1.64001e', audioCodec: 'mp4a.40.2' }
  const sound = { width: null, height: null, frameRate: null, videoCodec: null, audioCodec: 'mp4a.40.2' }
  expect(
    buildMultivariantPlaylist([
      { name: '360p', ...bits, ...picture },
      { name: 'audio', ...bits, ...sound },
    ]),
  ).toBe(
    `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=200000,AVERAGE-BANDWIDTH=160000,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=29.970
360p/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=200000,AVERAGE-BANDWIDTH=160000,CODECS="mp4a.40.2"
audio/index.m3u8
`,
  )
})
