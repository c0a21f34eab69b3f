/** The player in real browsers: real segments, a real tracker, real data channels. */

import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { PlaybackSnapshot } from './playback.ts'
import { bundlePage } from './testing/bundle-page.ts'
import { launchBrowser } from './testing/launch-browser.ts'
import { EVERYBODY_SHARES, type LiveOrigin, startLiveOrigin } from './testing/live-origin.ts'
import { makeBroadcast } from './testing/segments.ts'
import { startTestTracker, type TestTracker } from './testing/test-tracker.ts'
import { startViewer, type Viewer } from './testing/viewers.ts'

declare global {
  interface Window {
    openedConnections: number
  }
}

let browser: Browser
let origin: LiveOrigin
let tracker: TestTracker
let viewers: Viewer[] = []

beforeAll(async () => {
  const [made, script] = await Promise.all([makeBroadcast(150), bundlePage()])
  origin = await startLiveOrigin(made, script)
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await origin?.close()
})

beforeEach(async () => {
  tracker = await startTestTracker()
  origin.grant = { mode: 'on', lifetimeMs: 600_000, trackerUrls: [tracker.url], policy: EVERYBODY_SHARES }
  origin.startBroadcast()
})

afterEach(async () => {
  await Promise.all(viewers.map((viewer) => viewer.stop()))
  viewers = []
  tracker.kill()
})

async function watch(options: { before?: () => void } = {}): Promise<Viewer> {
  const viewer = await startViewer(browser, { url: origin.url, ...options })
  viewers.push(viewer)
  return viewer
}

/** Waits until every snapshot is as wanted, and gives them. */
async function until(
  watched: readonly Viewer[],
  isReached: (snapshot: PlaybackSnapshot) => boolean,
): Promise<PlaybackSnapshot[]> {
  return vi.waitUntil(
    async () => {
      const snapshots = await Promise.all(watched.map((viewer) => viewer.snapshot()))
      return snapshots.every(isReached) ? snapshots : null
    },
    { timeout: 45_000, interval: 250 },
  )
}

/** Asked for ahead of its segment nearly each time, but for the first time in each viewer. */
async function expectHeldPlaylists(viewerCount: number): Promise<void> {
  await vi.waitUntil(() => origin.held >= viewerCount * 2, { timeout: 15_000 }) // a busy machine asks when it is due
  expect(origin.polled).toBeLessThanOrEqual(viewerCount * 2)
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0)

it('plays with P2P off and never opens a peer connection', async () => {
  origin.grant.mode = 'off'
  const viewer = await watch({ before: countConnections })
  const [snapshot] = await until([viewer], ({ playedMs }) => playedMs > 6000)
  expect(await viewer.page.evaluate(() => window.openedConnections)).toBe(0)
  expect(snapshot).toMatchObject({ mode: 'off', peers: 0, peerBytes: 0, uploadedBytes: 0, stalls: 0, rung: '180p' })
  await until([viewer], ({ originBytes }) => originBytes === origin.segmentBytes)
  expect(await viewer.events()).toContainEqual({ kind: 'first-frame', afterMs: snapshot?.firstFrameMs })
  await expectHeldPlaylists(1)
})

it('shares most bytes among three viewers without a stall, and its reports add up to what the origin served', async () => {
  const watching = [await watch(), await watch(), await watch()]
  await until(watching, ({ peers }) => peers === 2)
  const before = await until(watching, ({ peerBytes }) => peerBytes > 0)
  const servedBefore = origin.segmentBytes
  const after = await until(watching, ({ playedMs }) => playedMs > 22_000)
  const servedBytes = origin.segmentBytes - servedBefore
  const bytes = (all: PlaybackSnapshot[]) => sum(all.map(({ originBytes, peerBytes }) => originBytes + peerBytes))
  const offload = 1 - servedBytes / (bytes(after) - bytes(before))
  expect(offload).toBeGreaterThan(0.4) // 2/3 is the ceiling
  expect(after.map(({ stalls }) => stalls)).toEqual([0, 0, 0])
  await expectHeldPlaylists(3)

  await Promise.all(watching.map((viewer) => viewer.stop()))
  viewers = []
  const deliveries = () => origin.reports.flatMap((report) => report.deliveries)
  await vi.waitUntil(() => sum(deliveries().map((one) => one.peerBytes)) >= sum(after.map((one) => one.peerBytes)))
  const claimedBytes = sum(deliveries().map((one) => one.originBytes))
  expect(Math.abs(claimedBytes / origin.segmentBytes - 1)).toBeLessThan(0.05)
  const uploadedBytes = sum(origin.reports.map((report) => report.uploadedBytes))
  expect(uploadedBytes).toBeGreaterThanOrEqual(sum(after.map((one) => one.peerBytes)))
})

it('throws away a corrupted peer segment, gets it elsewhere and plays on', async () => {
  const honest = [await watch(), await watch()]
  await until(honest, ({ peers, playedMs }) => peers > 0 && playedMs > 0)
  const liar = await watch({ before: corruptWhatIsSent })
  const rejected = await vi.waitUntil(
    async () => {
      const events = (await Promise.all(honest.map((viewer) => viewer.events()))).flat()
      return events.find((event) => event.kind === 'segment-rejected')
    },
    { timeout: 40_000, interval: 250 },
  )
  expect(rejected).toMatchObject({ rung: '180p' })
  const [playedMs] = (await until(honest, () => true)).map((snapshot) => snapshot.playedMs)
  const after = await until(honest, (snapshot) => snapshot.playedMs > (playedMs ?? 0) + 6000)
  expect(after.map(({ stalls }) => stalls)).toEqual([0, 0])
  expect((await liar.snapshot()).stalls).toBe(0)
})

it('plays on when the tracker dies, and shares on over the connections that it has', async () => {
  const watching = [await watch(), await watch()]
  await until(watching, ({ peers, peerBytes }) => peers === 1 && peerBytes > 0)
  tracker.kill()
  const before = await until(watching, () => true)
  const most = Math.max(...before.map(({ playedMs }) => playedMs))
  const after = await until(watching, ({ playedMs }) => playedMs > most + 10_000)
  expect(after.map(({ stalls }) => stalls)).toEqual([0, 0])
  expect(sum(after.map((one) => one.peerBytes))).toBeGreaterThan(sum(before.map((one) => one.peerBytes)))

  const [left, stays] = watching
  await left?.page.evaluate(() => Promise.all([window.shoal.playback?.stop(), window.shoal.playback?.stop()]))
  await until(stays ? [stays] : [], ({ peers }) => peers === 0)
  expect(await left?.page.evaluate(() => document.querySelector('video')?.readyState)).toBe(0)
})

it('plays a broadcast to its end with its peers, and says so once', async () => {
  const watching = [await watch(), await watch()]
  await until(watching, ({ peers, playedMs }) => peers === 1 && playedMs > 0)
  origin.endBroadcast()
  const isAtEnd = () => document.querySelector('video')?.ended === true
  await Promise.all(watching.map((viewer) => viewer.page.waitForFunction(isAtEnd)))
  for (const viewer of watching) {
    const told = (await viewer.events()).map(({ kind }) => kind)
    expect(told.filter((kind) => kind === 'ended')).toHaveLength(1)
    expect(told).not.toContain('segment-rejected')
    expect(told).not.toContain('recovering')
    expect(await viewer.snapshot()).toMatchObject({ stalls: 0, rejectedSegments: 0 })
  }
})

it('only takes with a ticket to receive, and starts from the origin with no tracker at all', async () => {
  const giver = await watch()
  await until([giver], ({ playedMs }) => playedMs > 1000)
  origin.grant.mode = 'receive-only'
  const taker = await watch()
  const [taken] = await until([taker], ({ peerBytes }) => peerBytes > 0)
  expect(taken).toMatchObject({ mode: 'receive-only', uploadedBytes: 0 })
  tracker.kill()
  origin.grant.mode = 'on'
  const alone = await watch()
  const [snapshot] = await until([alone], ({ playedMs }) => playedMs > 5000)
  expect(snapshot).toMatchObject({ stalls: 0, peerBytes: 0 })
  expect((await taker.snapshot()).uploadedBytes).toBe(0)
})

it('renews its ticket at half its life, and carries what telemetry refused into a later report', async () => {
  origin.grant.mode = 'off'
  origin.grant.lifetimeMs = 4000
  origin.telemetryStatus = 503
  const viewer = await watch()
  await vi.waitUntil(() => origin.ticketsRenewed.length >= 3, { timeout: 20_000 })
  origin.telemetryStatus = 204
  await vi.waitUntil(() => origin.reports.length > 0, { timeout: 20_000 })
  const [report] = origin.reports
  expect(report?.sequence).toBeGreaterThan(0)
  expect(report?.firstFrameMs).toBeGreaterThan(0)
  expect(report?.playedMs).toBeGreaterThan(5000)
  expect(origin.ticketsRenewed).toContain(report?.ticket.replace(/\d+$/, (number) => String(Number(number) - 1)))
  expect((await viewer.snapshot()).stalls).toBe(0)
})

it('waits for a playlist that is 404 for a while, and plays when it is back', async () => {
  origin.grant.mode = 'off'
  origin.brokenStatus = 404
  const viewer = await watch()
  await viewer.page.waitForResponse((response) => response.status() === 404)
  origin.brokenStatus = null
  await until([viewer], ({ playedMs }) => playedMs > 2000)
  expect((await viewer.events()).filter(({ kind }) => kind === 'fatal')).toEqual([])
})

function countConnections(): void {
  window.openedConnections = 0
  window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
    construct(target, [configuration]) {
      window.openedConnections += 1
      return new target(configuration)
    },
  })
}

/** Segments go out in messages of nearly 64 KiB, commands in small ones. */
function corruptWhatIsSent(): void {
  RTCDataChannel.prototype.send = new Proxy(RTCDataChannel.prototype.send, {
    apply(send, channel, [data]: [ArrayBuffer | Uint8Array]) {
      const bytes = new Uint8Array(data instanceof Uint8Array ? data : new Uint8Array(data))
      if (bytes.length > 2000) bytes[1000] = (bytes[1000] ?? 0) ^ 0xff
      Reflect.apply(send, channel, [bytes])
    },
  })
}
