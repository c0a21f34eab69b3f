/** What goes wrong in a swarm, in real browsers: peers that lie, leave or lag, an origin that is away, minds that change. */

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { PlaybackSnapshot } from './playback.ts'
import {
  canBeHidden,
  corruptWhatIsSent,
  hashWhatIsDecoded,
  sendSlowly,
  watchConnections,
} from './testing/page-scripts.ts'
import { playOn, startTestStage, type TestStage, type TestSwarm, until, untilTold } from './testing/test-swarm.ts'
import type { Viewer } from './testing/viewers.ts'

let stage: TestStage

// More swarms at a time would be late with their own pictures while another file's tests run.
vi.setConfig({ maxConcurrency: 2 })

beforeAll(async () => {
  stage = await startTestStage(150, { hasLowRung: true })
}, 120_000)
afterAll(() => stage?.close())

const stallsOf = (snapshots: readonly PlaybackSnapshot[]) => snapshots.map(({ stalls }) => stalls)
const snapshotsOf = (viewers: readonly Viewer[]) => Promise.all(viewers.map((viewer) => viewer.snapshot()))
const openConnections = (viewer: Viewer) =>
  viewer.page.evaluate(() => window.connections.filter(({ connectionState }) => connectionState !== 'closed').length)
const madeConnections = (viewer: Viewer) => viewer.page.evaluate(() => window.connections.length)

/** Two viewers that share. */
async function startPair(swarm: TestSwarm, ...before: (() => void)[]): Promise<[Viewer, Viewer]> {
  const pair: [Viewer, Viewer] = [await swarm.watch(...before), await swarm.watch(...before)]
  await until(pair, ({ peers }) => peers === 1)
  await until(pair.slice(1), ({ peerBytes }) => peerBytes > 0)
  return pair
}

/** The one that takes longest, so that it is not left alone at the end. */
it.concurrent('goes down with an origin that cannot carry its rung, and shares the lower one over the links that it has', async () => {
  await using swarm = await stage.open()
  const pair = await startPair(swarm)
  swarm.origin.bitsPerSecond = 600_000
  const lower = await until(pair, ({ rung }) => rung === '90p', 60_000)
  expect(lower.map(({ peers }) => peers)).toEqual([1, 1])
  const before = await snapshotsOf(pair)
  // a busy machine recovers its buffers a little later, and shares once there is time for peers
  const gained = async () => {
    const now = await snapshotsOf(pair)
    return Math.max(...now.map(({ peerBytes }, index) => peerBytes - (before[index]?.peerBytes ?? 0)))
  }
  await expect.poll(gained, { timeout: 40_000 }).toBeGreaterThan(0)
  expect((await snapshotsOf(pair)).map(({ peers }) => peers)).toEqual([1, 1])
})

it.concurrent('lets no wrong byte reach the decoder, and cuts off the peer that sends them', async () => {
  await using swarm = await stage.open()
  const honest = [await swarm.watch(hashWhatIsDecoded), await swarm.watch(hashWhatIsDecoded)]
  await until(honest, ({ peers, playedMs }) => peers > 0 && playedMs > 0)
  const liar = await swarm.watch(corruptWhatIsSent)
  const rejecting = await vi.waitUntil(
    async () => {
      const told = await Promise.all(honest.map((viewer) => viewer.events()))
      return told.findIndex((events) => events.some(({ kind }) => kind === 'offender')) + 1
    },
    { timeout: 45_000, interval: 250 },
  )
  const events = (await honest[rejecting - 1]?.events()) ?? []
  const offender = events.find((event) => event.kind === 'offender')
  const rejected = events.find((event) => event.kind === 'segment-rejected')
  expect(offender).toMatchObject({ offence: 'corrupt' })
  expect(rejected).toMatchObject({ rung: '180p', peerId: offender?.kind === 'offender' ? offender.peerId : '' })
  expect(stallsOf(await playOn(honest, 6000))).toEqual([0, 0])
  expect((await liar.snapshot()).stalls).toBe(0)
  const made = [stage.made.init, ...stage.made.segments].map(({ bytes }) =>
    createHash('sha256').update(bytes).digest('hex'),
  )
  for (const viewer of honest) {
    const decoded = await viewer.page.evaluate(() => window.decoded)
    expect(decoded.length).toBeGreaterThan(5)
    expect(decoded.filter((hash) => !made.includes(hash))).toEqual([])
  }
})

it.concurrent('plays on when a peer is gone in the middle of a segment', async () => {
  await using swarm = await stage.open()
  const stays = [await swarm.watch(), await swarm.watch()]
  const leaves = await swarm.watch()
  await until([...stays, leaves], ({ peers }) => peers === 2)
  const sent = (await leaves.snapshot()).uploadedBytes
  await until([leaves], ({ uploadedBytes }) => uploadedBytes > sent)
  await leaves.page.context().close()
  expect(stallsOf(await playOn(stays, 10_000))).toEqual([0, 0])
  await until(stays, ({ peers }) => peers === 1)
})

it.concurrent('needs no origin while a peer has the segments, and is not stalled by one that fails for 10 s', async () => {
  await using swarm = await stage.open()
  const [, cut] = await startPair(swarm)
  await cut.page.route('**/*.m4s', (route) => route.abort())
  const before = await cut.snapshot()
  const [after] = await playOn([cut], 10_000)
  expect(after?.originBytes).toBe(before.originBytes)
  expect(after?.peerBytes).toBeGreaterThan(before.peerBytes)
  expect(after?.stalls).toBe(0)
  expect((await cut.events()).map(({ kind }) => kind)).not.toContain('recovering')
})

it.concurrent('goes on by itself after the origin was away for 10 s, without losing its peers', async () => {
  await using swarm = await stage.open()
  const pair = await startPair(swarm)
  swarm.origin.brokenStatus = 503
  const before = await snapshotsOf(pair)
  await new Promise((resolve) => setTimeout(resolve, 10_000)) // the outage itself
  swarm.origin.brokenStatus = null
  const after = await playOn(pair, 4000)
  for (const [index, snapshot] of after.entries()) {
    expect(snapshot.stalledMs - (before[index]?.stalledMs ?? 0)).toBeLessThan(13_000) // the outage, less the buffer, and until the next try
    expect(snapshot.peers).toBe(1)
  }
  const kinds = (await Promise.all(pair.map((viewer) => viewer.events()))).flat().map(({ kind }) => kind)
  expect(kinds).not.toContain('fatal')
})

it.concurrent('closes every connection within a second of a no, makes none from then on, and plays through it', async () => {
  await using swarm = await stage.open()
  const [stays, changes] = await startPair(swarm, watchConnections)
  expect(await openConnections(changes)).toBeGreaterThan(0)
  await changes.page.evaluate(() => window.shoal.playback?.setMode('off'))
  await vi.waitUntil(async () => (await openConnections(changes)) === 0, { timeout: 1000, interval: 50 })
  await until([stays], ({ peers }) => peers === 0, 1500)
  const made = await madeConnections(changes)
  const before = await changes.snapshot()
  const [after] = await playOn([changes], 6000)
  expect(await madeConnections(changes)).toBe(made)
  expect(after).toMatchObject({ mode: 'off', peers: 0, peerBytes: before.peerBytes, stalls: 0 })

  await changes.page.evaluate(() => window.shoal.playback?.setMode('on'))
  await until([changes], ({ mode, peers, peerBytes }) => mode === 'on' && peers === 1 && peerBytes > before.peerBytes)
  await changes.page.evaluate(() => window.shoal.playback?.setMode('receive-only'))
  const [receiving] = await until([changes], ({ mode, peers }) => mode === 'receive-only' && peers === 1)
  const [later] = await playOn([changes], 6000)
  expect(later?.uploadedBytes).toBe(receiving?.uploadedBytes)
  expect(later?.peerBytes).toBeGreaterThan(receiving?.peerBytes ?? 0)
  expect(stallsOf(await snapshotsOf([stays, changes]))).toEqual([0, 0])
})

it.concurrent('leaves its peers while the tracker says that viewers are better off without, and comes back after', async () => {
  await using swarm = await stage.open()
  const pair = await startPair(swarm, watchConnections)
  swarm.origin.telemetryAnswer = { ...swarm.origin.telemetryAnswer, isP2pGood: false }
  await until(pair, ({ mode, peers }) => mode === 'off' && peers === 0)
  expect(await Promise.all(pair.map(openConnections))).toEqual([0, 0])
  swarm.origin.telemetryAnswer = { ...swarm.origin.telemetryAnswer, isP2pGood: true }
  const after = await until(pair, ({ mode, peers }) => mode === 'on' && peers === 1)
  expect(stallsOf(after)).toEqual([0, 0])
})

it.concurrent('stops giving while its tab is hidden, says so, and gives again when it is seen', async () => {
  await using swarm = await stage.open()
  const [hides, other] = await startPair(swarm, canBeHidden)
  await hides.page.evaluate(() => window.hide(true))
  await untilTold(hides, (event) => event.kind === 'giving' && !event.gives && event.because === 'hidden')
  const [before] = await playOn([hides], 1500) // what was on its way then
  const [after] = await playOn([hides], 6000)
  expect(after?.uploadedBytes).toBe(before?.uploadedBytes)
  expect(after?.peerBytes).toBeGreaterThan(before?.peerBytes ?? 0)
  await vi.waitUntil(() => swarm.origin.reports.some(({ swarm }) => swarm?.gives === false), { timeout: 10_000 })
  await hides.page.evaluate(() => window.hide(false))
  await until([hides], ({ uploadedBytes }) => uploadedBytes > (after?.uploadedBytes ?? 0))
  expect(stallsOf(await snapshotsOf([hides, other]))).toEqual([0, 0])
})

it.concurrent('stays on its rung while only peers are slow', async () => {
  await using swarm = await stage.open()
  const slow = await swarm.watch(sendSlowly)
  await until([slow], ({ playedMs }) => playedMs > 0)
  const quick = await swarm.watch(sendSlowly)
  await until([slow, quick], ({ peers }) => peers === 1)
  const after = await playOn([slow, quick], 15_000)
  expect(after.map(({ rung }) => rung)).toEqual(['180p', '180p'])
  expect(stallsOf(after)).toEqual([0, 0])
})
