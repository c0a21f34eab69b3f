import fc from 'fast-check'
import { expect, it } from 'vitest'
import { buildLivePath, type LivePath, parseLivePath } from './hls-path.ts'

const hash = 'AbCdEfGhIjKlMnOpQrSt_-'
const broadcastId = 'abcdefghij0123456789'

const paths: [string, LivePath][] = [
  [`/live/${broadcastId}/1/index.m3u8`, { kind: 'multivariant', broadcastId, epoch: 1 }],
  [`/live/${broadcastId}/2/720p/index.m3u8`, { kind: 'media', broadcastId, epoch: 2, rung: '720p' }],
  [`/live/${broadcastId}/1/audio/init-${hash}.mp4`, { kind: 'init', broadcastId, epoch: 1, rung: 'audio', hash }],
  [
    `/live/${broadcastId}/1/720p/0-${hash}.m4s`,
    { kind: 'segment', broadcastId, epoch: 1, rung: '720p', number: 0, hash },
  ],
]

it.each(paths)('writes and reads %s', (text, path) => {
  expect(buildLivePath(path)).toBe(text)
  expect(parseLivePath(text)).toEqual(path)
})

it.each([
  '/live/../etc/passwd',
  `/live/${broadcastId}/1/../index.m3u8`,
  `/live/${broadcastId}/0/index.m3u8`,
  `/live/${broadcastId}/1/%2e%2e/index.m3u8`,
  `/live/${broadcastId}/1/720p/00001-${hash}.m4s`,
  `/live/${broadcastId}/1/720p/1-short.m4s`,
  `/live/${broadcastId}/1/720p/index.mpd`,
  `/live/${broadcastId}/1/720P/index.m3u8`,
  `/live/${broadcastId.toUpperCase()}/1/index.m3u8`,
  `/live/${broadcastId}/1/720p/1-${hash}.m4s\n`,
  '/',
  '',
])('reads nothing from %j', (text) => {
  expect(parseLivePath(text)).toBeNull()
})

it('reads only what it could have written itself', () => {
  const piece = fc.constantFrom(
    'live',
    broadcastId,
    '1',
    '720p',
    'index.m3u8',
    `1-${hash}.m4s`,
    `init-${hash}.mp4`,
    '..',
    '',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 7 }), (pieces) => {
      const text = `/${pieces.join('/')}`
      const path = parseLivePath(text)
      if (path) expect(buildLivePath(path)).toBe(text)
    }),
    { numRuns: 2000 },
  )
})
