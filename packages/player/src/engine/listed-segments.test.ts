import { M3U8Parser, PlaylistLevelType } from 'hls.js'
import { expect, it, vi } from 'vitest'
import { listedSegments } from './listed-segments.ts'

vi.stubGlobal('self', globalThis) // what hls.js calls the window

const HASH = 'abcdefghijklmnopqrstuv'
const ROOT = 'ABCDEFGHIJKLMNOPQRSTUV'
const URL_OF_RUNG = 'https://origin.example/live/testbroadcast0000001/3/720p/index.m3u8'

function parse(lines: string[]) {
  const text = ['#EXTM3U', '#EXT-X-TARGETDURATION:2', '#EXT-X-MEDIA-SEQUENCE:41', ...lines, ''].join('\n')
  return M3U8Parser.parseLevelPlaylist(text, URL_OF_RUNG, 0, PlaylistLevelType.MAIN, 0, null).fragments
}

it('reads the key, the place and the pieces of each segment out of what hls.js has parsed', () => {
  const fragments = parse([
    '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z',
    `#EXT-X-SHOAL-PIECES:${ROOT}`,
    '#EXTINF:2.000,',
    `41-${HASH}.m4s`,
    '#EXT-X-DISCONTINUITY',
    '#EXTINF:1.500,',
    `42-${HASH}.m4s`,
  ])
  const url = `https://origin.example/live/testbroadcast0000001/3/720p/41-${HASH}.m4s`
  expect(listedSegments(fragments)).toEqual([
    { url, key: '3/720p/41', number: 41, startSeconds: 0, durationSeconds: 2, pieces: ROOT },
    expect.objectContaining({ key: '3/720p/42', startSeconds: 2, durationSeconds: 1.5, pieces: null }),
  ])
})

it('leaves out segments that have no name of their own', () => {
  expect(listedSegments(parse(['#EXTINF:2.000,', 'https://elsewhere.example/ad.ts']))).toEqual([])
})
