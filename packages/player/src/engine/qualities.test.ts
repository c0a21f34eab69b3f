import { expect, it } from 'vitest'
import { isSoundAlone, readQualities, rungPlaylistUrl } from './qualities.ts'

const LIVE = 'https://origin.example/live/abcdefghij0123456789'
const levels = [
  { url: `${LIVE}/2/audio/index.m3u8`, bitrate: 130_000 },
  { url: `${LIVE}/2/360p/index.m3u8`, height: 360, bitrate: 900_000 },
  { url: `${LIVE}/2/720p/index.m3u8`, height: 720, bitrate: 2_900_000 },
]

it('lists the best first, and sound alone last', () => {
  const qualities = readQualities(levels)
  expect(qualities.map(({ name, height }) => [name, height])).toEqual([
    ['720p', 720],
    ['360p', 360],
    ['audio', null],
  ])
  expect(['720p', 'audio', null, 'gone'].map((name) => isSoundAlone(name, qualities))).toEqual([
    false,
    true,
    false,
    false,
  ])
})

it('says what a rung has in the mean, and not at its worst, where the playlist tells', () => {
  const level = { url: `${LIVE}/2/audio/index.m3u8`, bitrate: 130_000 }
  const told = { ...level, attrs: { 'AVERAGE-BANDWIDTH': '97000' } }
  expect([level, told].map((one) => readQualities([one])[0]?.bitsPerSecond)).toEqual([130_000, 97_000])
})

it('takes sound for the whole of a broadcast that has no picture', () => {
  expect(isSoundAlone('audio', readQualities(levels.slice(0, 1)))).toBe(false)
})

it('names the rungs of another server by their height', () => {
  const other = [
    { url: 'https://cdn.example/hi.m3u8', height: 1080, bitrate: 5 },
    { url: 'https://cdn.example/lo.m3u8', bitrate: 1 },
  ]
  expect(readQualities(other).map(({ name }) => name)).toEqual(['1080p', 'audio'])
})

it('knows where a rung’s own playlist is, with the query that lets a viewer in', () => {
  expect(rungPlaylistUrl(`${LIVE}/2/index.m3u8?ticket=a`, 'audio')).toBe(`${LIVE}/2/audio/index.m3u8?ticket=a`)
  expect(rungPlaylistUrl(`${LIVE}/index.m3u8`, 'audio')).toBe(`${LIVE}/audio.m3u8`)
  expect(rungPlaylistUrl('https://cdn.example/index.m3u8', 'audio')).toBeNull()
})
