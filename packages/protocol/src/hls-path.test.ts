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
  [
    `/live/${broadcastId}/1/720p/init-${hash}.video.mp4`,
    { kind: 'track-init', broadcastId, epoch: 1, rung: '720p', hash, track: 'video' },
  ],
  [
    `/live/${broadcastId}/3/audio/12.audio.m4s`,
    { kind: 'track-segment', broadcastId, epoch: 3, rung: 'audio', number: 12, track: 'audio' },
  ],
  [`/live/${broadcastId}/index.m3u8`, { kind: 'whole-multivariant', broadcastId }],
  [`/live/${broadcastId}/720p.m3u8`, { kind: 'whole-media', broadcastId, rung: '720p' }],
  [`/live/${broadcastId}/manifest.mpd`, { kind: 'manifest', broadcastId }],
  [`/live/${broadcastId}/clock.txt`, { kind: 'clock', broadcastId }],
  [`/live/${broadcastId}/poster.jpg`, { kind: 'poster', broadcastId }],
  [`/live/${broadcastId}/storyboard.vtt`, { kind: 'storyboard', broadcastId }],
  [`/live/${broadcastId}/storyboard-2.jpg`, { kind: 'storyboard-sheet', broadcastId, sheet: 2 }],
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
  `/live/${broadcastId}/1/index/index.m3u8`,
  `/live/${broadcastId}/720p/index.m3u8`,
  `/live/${broadcastId}/1/manifest.mpd`,
  `/live/${broadcastId}/1/720p/1.sound.m4s`,
  `/live/${broadcastId}/1/720p/1.m4s`,
  `/live/${broadcastId}/storyboard-0.jpg`,
  `/live/${broadcastId}/journal.txt`,
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
    `init-${hash}.video.mp4`,
    '1.audio.m4s',
    'manifest.mpd',
    '720p.m3u8',
    'index',
    'storyboard-1.jpg',
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
