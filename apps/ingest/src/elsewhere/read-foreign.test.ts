import { expect, it } from 'vitest'
import { readForeign } from './read-foreign.ts'

const BASE = 'https://elsewhere.example/tide/live.m3u8?token=1'
const SEGMENT = '#EXTINF:4,\na.ts'
const media = (lines: string, end = '') => readForeign(`#EXTM3U\n#EXT-X-TARGETDURATION:4\n${lines}\n${end}`, BASE)

it('reads segments with what each needs, at their whole addresses', () => {
  const read = media(`#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-DISCONTINUITY-SEQUENCE:2
#EXT-X-MAP:URI="../init.mp4"
#EXTINF:4.004,
a.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="/other.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:05.000Z
#EXTINF:3.5,
//cdn.example/b.m4s
#EXT-X-GAP
#EXTINF:4,
c.m4s`)
  const usual = { discontinuitySequence: 3, isDiscontinuity: false, programDateTimeMs: null, isGap: false }
  expect(read).toEqual({
    ...{ kind: 'media', targetSeconds: 4, isOver: false },
    segments: [
      {
        ...{ ...usual, sequence: 7, discontinuitySequence: 2, durationSeconds: 4.004 },
        ...{ url: 'https://elsewhere.example/tide/a.m4s', initUrl: 'https://elsewhere.example/init.mp4' },
      },
      {
        ...{ ...usual, sequence: 8, isDiscontinuity: true, durationSeconds: 3.5, programDateTimeMs: 1767323045000 },
        ...{ url: 'https://cdn.example/b.m4s', initUrl: 'https://elsewhere.example/other.mp4' },
      },
      {
        ...{ ...usual, sequence: 9, isGap: true, durationSeconds: 4 },
        ...{ url: 'https://elsewhere.example/tide/c.m4s', initUrl: 'https://elsewhere.example/other.mp4' },
      },
    ],
  })
})

it('reads transport streams, which need no more than themselves, and an end', () => {
  expect(media(SEGMENT, '#EXT-X-ENDLIST')).toMatchObject({ isOver: true, segments: [{ initUrl: null }] })
})

it('names rungs by their height, each once, and never invents a codec', () => {
  const read = readForeign(
    `#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1500000,CODECS="mp4a.40.2,avc1.4d401f",RESOLUTION=1280x720,FRAME-RATE=29.97
hd.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=1280x720
https://cdn.example/hd2.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=100000,CODECS="mp4a.40.5"
sound.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8"`,
    BASE,
  )
  expect(read.kind === 'multivariant' && read.rungs).toEqual([
    {
      ...{ name: '720p', url: 'https://elsewhere.example/tide/hd.m3u8', width: 1280, height: 720, frameRate: '29.970' },
      ...{ bandwidth: 2000000, averageBandwidth: 1500000, videoCodec: 'avc1.4d401f', audioCodec: 'mp4a.40.2' },
    },
    {
      ...{ name: '720px2', url: 'https://cdn.example/hd2.m3u8', width: 1280, height: 720, frameRate: null },
      ...{ bandwidth: 900000, averageBandwidth: 900000, videoCodec: null, audioCodec: null },
    },
    {
      ...{ name: 'rung', url: 'https://elsewhere.example/tide/sound.m3u8', width: null, height: null, frameRate: null },
      ...{ bandwidth: 100000, averageBandwidth: 100000, videoCodec: null, audioCodec: 'mp4a.40.5' },
    },
  ])
})

const RUNG = '#EXT-X-STREAM-INF:BANDWIDTH=1000'
it.each([
  ['encrypted', `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-KEY:METHOD=AES-128,URI="key"\n${SEGMENT}`],
  ['encrypted', `#EXTM3U\n#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="key"\n${RUNG}\na.m3u8`],
  ['byte-ranges', `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-BYTERANGE:100@0\n${SEGMENT}`],
  ['byte-ranges', `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-MAP:URI="i.mp4",BYTERANGE="10@0"\n${SEGMENT}`],
  ['separate-tracks', `#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",URI="a.m3u8"\n${RUNG},AUDIO="a"\nv.m3u8`],
  [
    'separate-tracks',
    `#EXTM3U\n#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="x",URI="s.m3u8"\n${RUNG},SUBTITLES="s"\nv.m3u8`,
  ],
  ['no-playlist', '<!doctype html>'],
  ['no-playlist', '#EXTM3U'],
  ['no-playlist', `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://:x/`],
])('does not share what is %s: %j', (why, text) => expect(() => readForeign(text, BASE)).toThrow(why))
