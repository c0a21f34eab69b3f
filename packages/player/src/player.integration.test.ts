/** The player in real browsers: real segments, a real tracker, real data channels. */

import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { PlaybackSnapshot } from './playback.ts'
import type { LiveOrigin } from './testing/live-origin.ts'
import { watchConnections } from './testing/page-scripts.ts'
import { startTestStage, type TestStage, until } from './testing/test-swarm.ts'

let stage: TestStage

// More pages at a time would be late with their own pictures while another file's tests run.
vi.setConfig({ maxConcurrency: 2 })

beforeAll(async () => {
  stage = await startTestStage(150)
}, 120_000)
afterAll(() => stage?.close())

/** Asked for ahead of its segment nearly each time, but for the first time in each viewer. */
async function expectHeldPlaylists(origin: LiveOrigin, viewerCount: number): Promise<void> {
  await vi.waitUntil(() => origin.held >= viewerCount * 2, { timeout: 15_000 }) // a busy machine asks when it is due
  expect(origin.polled).toBeLessThanOrEqual(viewerCount * 2)
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0)

it.concurrent('plays with P2P off and never opens a peer connection', async () => {
  await using swarm = await stage.open()
  const { origin } = swarm
  origin.grant.mode = 'off'
  const viewer = await swarm.watch(watchConnections)
  const [snapshot] = await until([viewer], ({ playedMs }) => playedMs > 6000)
  expect(await viewer.page.evaluate(() => window.connections.length)).toBe(0)
  expect(snapshot).toMatchObject({ mode: 'off', peers: 0, peerBytes: 0, uploadedBytes: 0, stalls: 0, rung: '180p' })
  await until([viewer], ({ originBytes }) => originBytes === origin.segmentBytes)
  expect(await viewer.events()).toContainEqual({ kind: 'first-frame', afterMs: snapshot?.firstFrameMs })
  await expectHeldPlaylists(origin, 1)

  // another tab of the same browser: what its cache has, nobody would have sent, and two would have played
  const tab = await viewer.page.context().newPage()
  await tab.goto(origin.url)
  await tab.evaluate(() => window.shoal.start())
  const claimed = async () =>
    sum(
      await Promise.all(
        [viewer.page, tab].map((page) => page.evaluate(() => window.shoal.playback?.snapshot().originBytes ?? 0)),
      ),
    )
  await vi.waitUntil(() => tab.evaluate(() => (window.shoal.playback?.snapshot().playedMs ?? 0) > 2000), {
    timeout: 30_000,
  })
  await vi.waitUntil(async () => (await claimed()) === origin.segmentBytes, { timeout: 10_000 })
})

// alone: with others' pages beside them three are late with their own pictures
it('shares most bytes among three viewers without a stall, and its reports add up to what the origin served', async () => {
  await using swarm = await stage.open()
  const { origin } = swarm
  const watching = [await swarm.watch(), await swarm.watch(), await swarm.watch()]
  await until(watching, ({ peers }) => peers === 2)
  const before = await until(watching, ({ peerBytes }) => peerBytes > 0)
  const servedBefore = origin.segmentBytes
  const after = await until(watching, ({ playedMs }) => playedMs > 22_000)
  const servedBytes = origin.segmentBytes - servedBefore
  const bytes = (all: PlaybackSnapshot[]) => sum(all.map(({ originBytes, peerBytes }) => originBytes + peerBytes))
  const offload = 1 - servedBytes / (bytes(after) - bytes(before))
  expect(offload).toBeGreaterThan(0.4) // 2/3 is the ceiling
  expect(after.map(({ stalls }) => stalls)).toEqual([0, 0, 0])
  await expectHeldPlaylists(origin, 3)

  await Promise.all(watching.map((viewer) => viewer.page.evaluate(() => window.shoal.playback?.stop())))
  const deliveries = () => origin.reports.flatMap((report) => report.deliveries)
  await vi.waitUntil(() => sum(deliveries().map((one) => one.peerBytes)) >= sum(after.map((one) => one.peerBytes)))
  const claimedBytes = () => sum(deliveries().map((one) => one.originBytes))
  await vi.waitUntil(() => Math.abs(claimedBytes() / origin.segmentBytes - 1) < 0.05, { timeout: 15_000 }) // the last reports
  const uploadedBytes = sum(origin.reports.map((report) => report.uploadedBytes))
  expect(uploadedBytes).toBeGreaterThanOrEqual(sum(after.map((one) => one.peerBytes)))
})

it.concurrent('plays on when the tracker dies, and shares on over the connections that it has', async () => {
  await using swarm = await stage.open()
  const watching = [await swarm.watch(), await swarm.watch()]
  await until(watching, ({ peers, peerBytes }) => peers === 1 && peerBytes > 0)
  swarm.tracker.kill()
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

it.concurrent('plays a broadcast to its end with its peers, and says so once', async () => {
  await using swarm = await stage.open()
  const { origin } = swarm
  const watching = [await swarm.watch(), await swarm.watch()]
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

it.concurrent('only takes with a ticket to receive, and starts from the origin with no tracker at all', async () => {
  await using swarm = await stage.open()
  const { origin } = swarm
  const giver = await swarm.watch()
  await until([giver], ({ playedMs }) => playedMs > 1000)
  origin.grant.mode = 'receive-only'
  const taker = await swarm.watch()
  const [taken] = await until([taker], ({ peerBytes }) => peerBytes > 0)
  expect(taken).toMatchObject({ mode: 'receive-only', uploadedBytes: 0 })
  swarm.tracker.kill()
  origin.grant.mode = 'on'
  const alone = await swarm.watch()
  const [snapshot] = await until([alone], ({ playedMs }) => playedMs > 5000)
  expect(snapshot).toMatchObject({ stalls: 0, peerBytes: 0 })
  expect((await taker.snapshot()).uploadedBytes).toBe(0)
})

it.concurrent('renews its ticket at half its life, and tells what telemetry refused again, with the newest ticket', async () => {
  await using swarm = await stage.open()
  const { origin } = swarm
  origin.grant.mode = 'off'
  origin.grant.lifetimeMs = 4000
  origin.telemetryStatus = 503
  const viewer = await swarm.watch()
  await vi.waitUntil(() => origin.ticketsRenewed.length >= 3, { timeout: 20_000 })
  origin.telemetryStatus = 204
  await vi.waitUntil(() => origin.reports.length > 1, { timeout: 20_000 })
  const [report, next] = origin.reports
  expect([report?.sequence, next?.sequence]).toEqual([0, 1])
  expect(report?.firstFrameMs).toBeGreaterThan(0)
  expect((report?.playedMs ?? 0) + (next?.playedMs ?? 0)).toBeGreaterThan(5000)
  expect(origin.ticketsRenewed).toContain(report?.ticket.replace(/\d+$/, (number) => String(Number(number) - 1)))
  expect((await viewer.snapshot()).stalls).toBe(0)
})

it.concurrent('waits for a playlist that is 404 for a while, and plays when it is back', async () => {
  await using swarm = await stage.open()
  const { origin } = swarm
  origin.grant.mode = 'off'
  origin.brokenStatus = 404
  const viewer = await swarm.watch()
  await viewer.page.waitForResponse((response) => response.status() === 404)
  origin.brokenStatus = null
  await until([viewer], ({ playedMs }) => playedMs > 2000)
  expect((await viewer.events()).filter(({ kind }) => kind === 'fatal')).toEqual([])
})
