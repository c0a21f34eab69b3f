/** The past of a broadcast in a real browser: its recording, and rewinding while it is live. */

import { createHash } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { bundlePage } from './testing/bundle-page.ts'
import { launchBrowser } from './testing/launch-browser.ts'
import { EVERYBODY_SHARES, type LiveOrigin, startLiveOrigin } from './testing/live-origin.ts'
import { corruptWhatIsSent, hashWhatIsDecoded, keepConnections } from './testing/page-scripts.ts'
import { type MadeBroadcast, makeBroadcast } from './testing/segments.ts'
import { startTestTracker, type TestTracker } from './testing/test-tracker.ts'

let browser: Browser
let origin: LiveOrigin
let page: Page
let playlistUrl: string
let made: MadeBroadcast

beforeAll(async () => {
  const [broadcast, script] = await Promise.all([makeBroadcast(120), bundlePage()])
  made = broadcast
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
  expect(await kinds()).toEqual(['qualities'])
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
  expect(await kinds()).toEqual(['qualities'])
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

describe('a recording that several watch', () => {
  let tracker: TestTracker
  const pages: Page[] = []
  const given = { playlistUrl: '', startMs: null, plays: true }

  beforeEach(async () => {
    tracker = await startTestTracker()
    origin.grant = { mode: 'on', lifetimeMs: 600_000, trackerUrls: [tracker.url], policy: EVERYBODY_SHARES }
    origin.startBroadcast(90_000)
    origin.endBroadcast()
    given.playlistUrl = playlistUrl
  })

  afterEach(async () => {
    await Promise.all(pages.splice(0).map((one) => one.close()))
    tracker.kill()
  })

  type Watch = { scripts?: (() => void)[]; mode?: 'on' | 'off'; tickets?: 'given' | 'refused' }

  async function watch({ scripts = [hashWhatIsDecoded], mode = 'on', tickets = 'given' }: Watch = {}): Promise<Page> {
    const opened = await browser.newPage()
    pages.push(opened)
    for (const script of [keepConnections, ...scripts]) await opened.addInitScript(script)
    await opened.goto(origin.url)
    await opened.evaluate(([all, how]) => window.shoal.startPast(all, how), [{ ...given, mode }, tickets] as const)
    return opened
  }

  const positionOf = (one: Page) => one.evaluate(() => document.querySelector('video')?.currentTime ?? 0)
  const snapshotOf = (one: Page) => one.evaluate(() => window.shoal.past?.snapshot() ?? Promise.reject('not started'))
  const madeConnections = (one: Page) => one.evaluate(() => window.connections.length)
  const plays = (one: Page, seconds: number) =>
    vi.waitUntil(async () => (await positionOf(one)) >= seconds, { timeout: seconds * 1000 + 30_000, interval: 200 })

  async function expectNoWrongByte(one: Page): Promise<void> {
    const right = [made.init, ...made.segments].map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'))
    const decoded = await one.evaluate(() => window.decoded)
    expect(decoded.length).toBeGreaterThan(5)
    expect(decoded.filter((hash) => !right.includes(hash))).toEqual([])
  }

  it('comes for the most part from who is 10 s ahead, and with no wrong byte', async () => {
    const first = await watch()
    await plays(first, 10)
    const second = await watch()
    await plays(second, 15)
    const { mode, peers, originBytes, peerBytes } = await snapshotOf(second)
    expect({ mode, peers }).toEqual({ mode: 'on', peers: 1 })
    expect(peerBytes / (originBytes + peerBytes)).toBeGreaterThanOrEqual(0.5)
    expect((await snapshotOf(first)).uploadedBytes).toBeGreaterThanOrEqual(peerBytes)
    await expectNoWrongByte(second)
    await vi.waitUntil(() => origin.reports.some(({ swarm }) => (swarm?.received.length ?? 0) > 0), { timeout: 10_000 })
  })

  it('has no wrong byte from a peer that lies', async () => {
    const liar = await watch({ scripts: [corruptWhatIsSent] })
    await plays(liar, 5)
    const second = await watch()
    await plays(second, 15)
    expect((await snapshotOf(second)).peerBytes).toBe(0)
    await vi.waitUntil(() => origin.reports.some(({ rejectedSegments }) => rejectedSegments > 0), { timeout: 10_000 })
    await expectNoWrongByte(second)
  })

  it('is watched without a single peer connection where P2P is off', async () => {
    const first = await watch()
    await plays(first, 1)
    const second = await watch({ mode: 'off' })
    await plays(second, 5)
    expect(await madeConnections(second)).toBe(0)
    expect(await snapshotOf(second)).toMatchObject({ mode: 'off', peers: 0, peerBytes: 0 })
  })

  it('plays from the origin where a ticket is refused', async () => {
    const alone = await watch({ tickets: 'refused' })
    await plays(alone, 3)
    expect(await madeConnections(alone)).toBe(0)
    expect(await alone.evaluate(() => window.shoal.events.map(({ kind }) => kind))).toEqual(['qualities'])
  })
})
