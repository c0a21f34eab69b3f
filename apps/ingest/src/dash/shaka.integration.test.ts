/** Shaka Player and hls.js at everything that a broadcast can be played from: live, back in time, and when it is over. */

import { launchBrowser } from '@shoal/player/testing/launch-browser'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type PlayerName, TestPlayer } from '../testing/player-page.ts'
import { FIRST_SECONDS, PAUSE_SECONDS, type ServedBroadcast, serveBroadcast } from '../testing/served-broadcast.ts'
import { outputOf } from '../testing/test-run.ts'

let browser: Browser
let broadcast: ServedBroadcast

beforeAll(async () => {
  browser = await launchBrowser()
  broadcast = await serveBroadcast()
})

afterAll(async () => {
  await browser?.close()
  await broadcast?.[Symbol.asyncDispose]()
})

it.concurrent.each<[PlayerName, string]>([
  ['shaka', 'manifest.mpd'],
  ['shaka', 'index.m3u8'],
  ['shaka', '2/index.m3u8'],
  ['hls', 'index.m3u8'],
  ['hls', '2/index.m3u8'],
])('%s plays %s live', async (name, file) => {
  await using player = await TestPlayer.open(browser, name, `${broadcast.url}/${file}`)
  const opened = await player.until(({ time, end }) => time > 0 && end > 0)
  const played = await player.until(({ time }) => time > opened.time + 5)
  expect(played).toMatchObject({ errors: [], isLive: true, hasEnded: false })
  expect(played.time).toBeGreaterThan(opened.time + 5)
  expect(played.end - played.time).toBeLessThan(16)
})

it.concurrent.each<[PlayerName, string, number]>([
  ['shaka', 'manifest.mpd', PAUSE_SECONDS],
  ['shaka', 'index.m3u8', 0],
  ['hls', 'index.m3u8', 0],
])('%s goes back in %s, and on over the pause', async (name, file, pauseSeconds) => {
  await using player = await TestPlayer.open(browser, name, `${broadcast.url}/${file}`)
  const opened = await player.until(({ time, end }) => time > 0 && end > 0)
  expect(opened.errors).toEqual([])
  expect(opened.end - opened.start).toBeGreaterThan(FIRST_SECONDS + 10)
  const boundary = opened.start + FIRST_SECONDS
  await player.seek(boundary - 4)
  const before = await player.until(({ time }) => time > boundary - 2 && time < boundary)
  expect(before.errors).toEqual([])
  expect(before.time, JSON.stringify(before)).toBeGreaterThan(boundary - 2)
  const after = await player.until(({ time }) => time > boundary + pauseSeconds + 3)
  expect(after.errors).toEqual([])
  expect(after.time, JSON.stringify(after)).toBeGreaterThan(boundary + pauseSeconds + 3)
  // Thrown forward to the live edge would be further.
  expect(after.time).toBeLessThan(boundary + pauseSeconds + 10)
  expect(after.isLive).toBe(true)
})

it('lets those who watch see the end', async () => {
  const watched: [PlayerName, string][] = [
    ['shaka', 'manifest.mpd'],
    ['shaka', 'index.m3u8'],
    ['hls', 'index.m3u8'],
    ['hls', '2/index.m3u8'],
  ]
  const players = await Promise.all(
    watched.map(([name, file]) => TestPlayer.open(browser, name, `${broadcast.url}/${file}`)),
  )
  await Promise.all(players.map((player) => player.until(({ time, end }) => time > 0 && end > 0)))
  broadcast.end()
  const ends = await Promise.all(players.map((player) => player.until(({ hasEnded }) => hasEnded)))
  for (const [i, end] of ends.entries()) {
    expect([watched[i], end.errors, end.hasEnded, end.isLive]).toEqual([watched[i], [], true, false])
  }
  await Promise.all(players.map((player) => player[Symbol.asyncDispose]()))
})

it.each<[PlayerName, string]>([
  ['shaka', 'manifest.mpd'],
  ['shaka', 'index.m3u8'],
  ['hls', 'index.m3u8'],
])('%s plays the recording %s from its start, over the pause as if there were none, to its end', async (name, file) => {
  await using player = await TestPlayer.open(browser, name, `${broadcast.url}/${file}`)
  const opened = await player.until(({ time }) => time > 1)
  expect(opened).toMatchObject({ errors: [], isLive: false })
  expect(opened.time).toBeLessThan(5)
  await player.until(({ width }) => width === 320) // the best rung of these first seconds
  await player.seek(FIRST_SECONDS - 2)
  const after = await player.until(({ time, width }) => time > FIRST_SECONDS + 1 && width === 426)
  expect(after).toMatchObject({ errors: [], width: 426 })
  await player.seek(after.end - 2)
  expect(await player.until(({ hasEnded }) => hasEnded)).toMatchObject({ errors: [], hasEnded: true })
})

it.each(['index.m3u8', 'high.m3u8', 'audio.m3u8'])('ffmpeg plays the recording %s', async (file) => {
  const last = broadcast.media.timeline.last
  const url = `${broadcast.url}/${file}`
  const timed = await outputOf(['-i', url, '-map', '0:a:0', '-c', 'copy', '-f', 'null', '-progress', 'pipe:1', '-'])
  const seconds = Number(/out_time_us=(\d+)\n(?![\s\S]*out_time_us)/.exec(String(timed))?.[1]) / 1e6
  const wholeSeconds = (last?.startSeconds ?? 0) + (last?.durationSeconds ?? 0) - 10 - PAUSE_SECONDS
  expect(Math.abs(seconds - wholeSeconds)).toBeLessThan(6)
})

it('ffmpeg plays the manifest of the recording', async () => {
  const [first] = broadcast.media.timeline.entries
  expect(first?.segment.number).toBe(0)
  await outputOf(['-i', `${broadcast.url}/manifest.mpd`, '-t', '5', '-f', 'null', '-'])
})
