/** The past of a broadcast in a real browser: its recording, and rewinding while it is live. */

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { bundlePage } from './testing/bundle-page.ts'
import { launchBrowser } from './testing/launch-browser.ts'
import { type LiveOrigin, startLiveOrigin } from './testing/live-origin.ts'
import { makeBroadcast } from './testing/segments.ts'

let browser: Browser
let origin: LiveOrigin
let page: Page
let playlistUrl: string

beforeAll(async () => {
  const [made, script] = await Promise.all([makeBroadcast(120), bundlePage()])
  origin = await startLiveOrigin(made, script)
  playlistUrl = `${origin.url}/live/testbroadcast0000001/index.m3u8`
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await origin?.close()
})

beforeEach(async () => {
  origin.startBroadcast()
  page = await browser.newPage()
  await page.goto(origin.url)
})

afterEach(() => page.close())

type Start = { startMs: number | null; plays: boolean }

const start = (options: Start) => page.evaluate((all) => window.shoal.startPast(all), { playlistUrl, ...options })
const pictureMs = () => page.evaluate(() => window.shoal.past?.pictureMs())
const video = () =>
  page.evaluate(() => {
    const { currentTime, duration, paused, readyState } = document.querySelector('video') ?? new Audio()
    return { currentTime, duration, paused, readyState }
  })
const kinds = () => page.evaluate(() => window.shoal.events.map(({ kind }) => kind))

it('shows a recording from its beginning, and waits for the viewer', async () => {
  origin.endBroadcast()
  await start({ startMs: null, plays: false })
  await vi.waitUntil(async () => (await video()).readyState >= 2, { timeout: 15_000 })
  const shown = await video()
  expect(shown).toMatchObject({ paused: true })
  expect(shown.currentTime).toBeLessThan(1)
  expect(shown.duration).toBeGreaterThan(20) // the segments from before the start
  await page.evaluate(() => document.querySelector('video')?.play())
  await vi.waitUntil(async () => (await video()).currentTime > 1.5, { timeout: 15_000 })
  expect(await kinds()).toEqual([])
})

it('rewinds to a moment of a live broadcast, and fetches nothing that is not there', async () => {
  const wantedMs = Date.now() - 15_000
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await start({ startMs: wantedMs, plays: true })
  await vi.waitUntil(async () => ((await pictureMs()) ?? 0) > wantedMs + 500, { timeout: 15_000 })
  expect(Math.abs(((await pictureMs()) ?? 0) - wantedMs)).toBeLessThan(5000)
  const numbers = asked.flatMap((url) => /\/(\d+)-[\w-]{22}\.m4s$/.exec(url)?.[1] ?? []).map(Number)
  // 12 segments of 2 s lie before the start: 15 s ago is within the fifth
  expect(Math.min(...numbers)).toBe(4)
  expect(await kinds()).toEqual([])
})

it('goes on where it was after the origin was away', async () => {
  const wantedMs = Date.now() - 20_000
  await start({ startMs: wantedMs, plays: true })
  await vi.waitUntil(async () => ((await pictureMs()) ?? 0) > wantedMs + 1000, { timeout: 15_000 })
  origin.brokenStatus = 503
  await vi.waitUntil(async () => (await kinds()).includes('recovering'), { timeout: 60_000 })
  const beforeMs = (await pictureMs()) ?? wantedMs
  origin.brokenStatus = null
  await vi.waitUntil(async () => ((await pictureMs()) ?? 0) > beforeMs, { timeout: 30_000 })
  expect(((await pictureMs()) ?? 0) - beforeMs).toBeLessThan(30_000)
  expect(await kinds()).not.toContain('fatal')
})

it('lets go of the video element when it is stopped', async () => {
  origin.endBroadcast()
  await start({ startMs: null, plays: true })
  await vi.waitUntil(async () => (await video()).readyState >= 2, { timeout: 15_000 })
  await page.evaluate(() => {
    window.shoal.past?.stop()
    window.shoal.past?.stop()
  })
  await vi.waitUntil(async () => (await video()).readyState === 0)
  expect(await pictureMs()).toBeUndefined()
})
