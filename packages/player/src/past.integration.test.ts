/** The past of a broadcast in a real browser: its recording, and rewinding while it is live. */

import { createHash } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { bundlePage } from './testing/bundle-page.ts'
import { launchBrowser } from './testing/launch-browser.ts'
import { EVERYBODY_SHARES, type LiveOrigin, startLiveOrigin } from './testing/live-origin.ts'
import { beAnIPhone, corruptWhatIsSent, hashWhatIsDecoded, watchConnections } from './testing/page-scripts.ts'
import { CAPTIONED_PICTURE, type MadeBroadcast, makeBroadcast } from './testing/segments.ts'
import { startTestTracker } from './testing/test-tracker.ts'

let browser: Browser
let made: MadeBroadcast
let script: string

// More pages at a time would be late with their own pictures while another file's tests run.
vi.setConfig({ maxConcurrency: 2 })

beforeAll(async () => {
  ;[made, script, browser] = await Promise.all([makeBroadcast(120, CAPTIONED_PICTURE), bundlePage(), launchBrowser()])
}, 120_000)

afterAll(() => browser?.close())

type Start = { startMs: number | null; plays: boolean }

const playlistUrlOf = (origin: LiveOrigin) => `${origin.url}/live/testbroadcast0000001/index.m3u8`

/** A broadcast that has just begun, and a page that has not started to play it. */
async function open(before?: () => void) {
  const parts = new AsyncDisposableStack()
  const origin = parts.adopt(await startLiveOrigin(made, script), (started) => started.close())
  const page = parts.adopt(await browser.newPage(), (opened) => opened.close())
  if (before) await page.addInitScript(before)
  await page.goto(origin.url)
  origin.startBroadcast()
  const playlistUrl = playlistUrlOf(origin)
  return {
    ...{ origin, page },
    start: (options: Start) => page.evaluate((all) => window.shoal.startPast(all), { playlistUrl, ...options }),
    pictureMs: () => page.evaluate(() => window.shoal.past?.pictureMs()),
    video: () =>
      page.evaluate(() => {
        const { currentTime, duration, paused, readyState } = document.querySelector('video') ?? new Audio()
        return { currentTime, duration, paused, readyState }
      }),
    kinds: () => page.evaluate(() => window.shoal.events.map(({ kind }) => kind)),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

it.concurrent('shows a recording from its beginning, and waits for the viewer', async () => {
  await using opened = await open()
  const { origin, page, start, video, kinds } = opened
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

it.concurrent('rewinds to a moment of a live broadcast, and fetches nothing that is not there', async () => {
  await using opened = await open()
  const { page, start, pictureMs, kinds } = opened
  const wantedMs = Date.now() - 15_000
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await start({ startMs: wantedMs, plays: true })
  await vi.waitUntil(async () => ((await pictureMs()) ?? 0) > wantedMs + 500, { timeout: 15_000 })
  expect(Math.abs(((await pictureMs()) ?? 0) - wantedMs)).toBeLessThan(5000)
  const numbers = asked.flatMap((url) => /\/(\d+)-[\w-]{22}\.m4s\?past=1$/.exec(url)?.[1] ?? []).map(Number)
  // 12 segments of 2 s lie before the start: 15 s ago is within the fifth
  expect(Math.min(...numbers)).toBe(4)
  expect(await kinds()).toEqual(['qualities'])
})

it.concurrent('goes on where it was after the origin was away', async () => {
  await using opened = await open()
  const { origin, start, pictureMs, kinds } = opened
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

it.concurrent('shows each caption once, wherever it goes and in any quality, and takes them away at its end', async () => {
  await using opened = await open()
  const { origin, page, start, video } = opened
  origin.endBroadcast()
  const rung = () => page.evaluate(() => window.shoal.past?.snapshot().rung)
  const cues = () =>
    page.evaluate(() => {
      const [track] = document.querySelector('video')?.textTracks ?? []
      return [...(track?.cues ?? [])].map((cue) => [Math.round(cue.startTime), Reflect.get(cue, 'text')])
    })
  await start({ startMs: Date.now() - 10_000, plays: true }) // in the middle of the third
  await vi.waitUntil(async () => (await cues()).length > 0, { timeout: 15_000 })
  await page.evaluate(() => {
    const shown = document.querySelector('video')
    if (shown) shown.currentTime = 1
  })
  const wanted = [0, 1, 2, 3].flatMap((n) => [0, 2, 4].map((seconds) => [n * 6 + seconds, `CAPTION ${n}`]))
  await expect.poll(cues, { timeout: 15_000 }).toEqual(wanted)
  const other = (await rung()) === '90p' ? '180p' : '90p'
  await page.evaluate((name) => window.shoal.past?.setQuality(name), other)
  await vi.waitUntil(async () => (await rung()) === other, { timeout: 15_000 })
  const before = (await video()).currentTime
  await vi.waitUntil(async () => (await video()).currentTime > before + 1, { timeout: 15_000 })
  expect(await cues()).toEqual(wanted)
  const track = await page.evaluateHandle(() => document.querySelector('video')?.textTracks[0])
  await page.evaluate(() => window.shoal.past?.stop())
  await expect.poll(() => page.evaluate(() => document.querySelector('video')?.textTracks.length)).toBe(0)
  expect(await track.evaluate((one) => one?.mode)).toBe('disabled') // Chromium shows what a track has that is gone, too
})

it.concurrent('lets go of the video element when it is stopped', async () => {
  await using opened = await open()
  const { origin, page, start, pictureMs, video } = opened
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

it.concurrent('leaves an iPhone an address that another screen can fetch from, until it is stopped', async () => {
  await using opened = await open(beAnIPhone)
  const { origin, page, start, video } = opened
  origin.endBroadcast()
  const sources = () =>
    page.evaluate(() => [...document.querySelectorAll('video > source')].map((one) => one.getAttribute('src') ?? ''))
  const isKeptHere = () => page.evaluate(() => document.querySelector('video')?.disableRemotePlayback)
  const playsFrom = async (seconds: number) =>
    await vi.waitUntil(async () => (await video()).currentTime > seconds, { timeout: 15_000 })
  await start({ startMs: null, plays: true })
  await playsFrom(1)
  expect(await sources()).toEqual([expect.stringContaining('blob:'), playlistUrlOf(origin)])
  expect(await isKeptHere()).toBe(false)
  await page.evaluate(() => window.shoal.past?.stop())
  expect(await sources()).toEqual([])

  // when the viewer takes it there the browser plays that address, and hls.js lets go
  await start({ startMs: null, plays: true })
  await vi.waitUntil(async () => (await sources()).length === 2, { timeout: 15_000 })
  await page.evaluate(() => {
    const [, address] = document.querySelectorAll<HTMLSourceElement>('video > source')
    Object.defineProperty(document.querySelector('video'), 'currentSrc', { value: address?.src })
    window.shoal.past?.stop()
  })
  expect(await sources()).toEqual([])
  await vi.waitUntil(async () => (await video()).readyState === 0)
})

describe.concurrent('a recording that several watch', () => {
  type Watch = { scripts?: (() => void)[]; mode?: 'on' | 'off'; tickets?: 'given' | 'refused' }

  /** A broadcast that is over, and nobody there. */
  async function record() {
    const parts = new AsyncDisposableStack()
    const tracker = parts.adopt(await startTestTracker(), ({ kill }) => kill())
    const origin = parts.adopt(await startLiveOrigin(made, script), (started) => started.close())
    origin.grant = { mode: 'on', lifetimeMs: 600_000, trackerUrls: [tracker.url], policy: EVERYBODY_SHARES }
    origin.startBroadcast(90_000)
    origin.endBroadcast()
    const given = { playlistUrl: playlistUrlOf(origin), startMs: null, plays: true }
    return {
      origin,
      async watch({ scripts = [hashWhatIsDecoded], mode = 'on', tickets = 'given' }: Watch = {}): Promise<Page> {
        const page = parts.adopt(await browser.newPage(), (opened) => opened.close())
        for (const before of [watchConnections, ...scripts]) await page.addInitScript(before)
        await page.goto(origin.url)
        await page.evaluate(([all, how]) => window.shoal.startPast(all, how), [{ ...given, mode }, tickets] as const)
        return page
      },
      [Symbol.asyncDispose]: () => parts.disposeAsync(),
    }
  }

  const positionOf = (one: Page) => one.evaluate(() => document.querySelector('video')?.currentTime ?? 0)
  const snapshotOf = (one: Page) => one.evaluate(() => window.shoal.past?.snapshot() ?? Promise.reject('not started'))
  const bufferedEndOf = (one: Page) => one.evaluate(() => document.querySelector('video')?.buffered.end(0) ?? 0)
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
    await using recording = await record()
    const first = await recording.watch()
    await plays(first, 10)
    const second = await recording.watch()
    await vi.waitUntil(async () => (await snapshotOf(second)).peers === 1, { timeout: 30_000 })
    const linked = await snapshotOf(second) // a busy machine takes its time until then, and what is asked for is fetched
    await plays(second, 15)
    const { mode, peers, originBytes, peerBytes } = await snapshotOf(second)
    expect({ mode, peers }).toEqual({ mode: 'on', peers: 1 })
    const share = (peerBytes - linked.peerBytes) / (originBytes + peerBytes - linked.originBytes - linked.peerBytes)
    expect(share).toBeGreaterThanOrEqual(0.5)
    expect((await snapshotOf(first)).uploadedBytes).toBeGreaterThanOrEqual(peerBytes)
    await expectNoWrongByte(second)
    await vi.waitUntil(() => recording.origin.reports.some(({ swarm }) => (swarm?.received.length ?? 0) > 0), {
      timeout: 10_000,
    })
  })

  it('has no wrong byte from a peer that lies', async () => {
    await using recording = await record()
    const liar = await recording.watch({ scripts: [corruptWhatIsSent] })
    await plays(liar, 5)
    const second = await recording.watch()
    await plays(second, 15)
    expect((await snapshotOf(second)).peerBytes).toBe(0)
    await vi.waitUntil(() => recording.origin.reports.some(({ rejectedSegments }) => rejectedSegments > 0), {
      timeout: 10_000,
    })
    await expectNoWrongByte(second)
  })

  it('is watched without a single peer connection where P2P is off', async () => {
    await using recording = await record()
    const first = await recording.watch()
    await plays(first, 1)
    const second = await recording.watch({ mode: 'off' })
    await plays(second, 5)
    for (const one of [first, second]) expect(await bufferedEndOf(one)).toBeLessThan(60) // of two minutes
    expect(await madeConnections(second)).toBe(0)
    expect(await snapshotOf(second)).toMatchObject({ mode: 'off', peers: 0, peerBytes: 0 })
  })

  it('plays from the origin where a ticket is refused', async () => {
    await using recording = await record()
    const alone = await recording.watch({ tickets: 'refused' })
    await plays(alone, 3)
    expect(await madeConnections(alone)).toBe(0)
    expect(await alone.evaluate(() => window.shoal.events.map(({ kind }) => kind))).toEqual(['qualities'])
  })
})
