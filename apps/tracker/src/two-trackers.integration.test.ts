/** That several trackers on one database add up, as they do when each has some of the viewers. */

import { readSeries, readTotals } from '@shoal/db/analytics'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeId } from './testing/peer.ts'
import { sampleReport, signTicket, startTrackerLab, type TrackerLab } from './testing/tracker-lab.ts'
import { startTracker, type Tracker } from './tracker.ts'

let lab: TrackerLab
let other: Tracker

beforeAll(async () => {
  lab = await startTrackerLab()
  other = await startTracker({ ...lab.options, name: 'the other one' })
})
afterAll(async () => {
  await other[Symbol.asyncDispose]()
  await lab[Symbol.asyncDispose]()
})

it('sums viewers, bytes and dropped reports over the trackers', async () => {
  const broadcast = makeId('broadcast')
  lab.clock.nowMs = Math.floor(Date.now() / 10_000) * 10_000
  await lab.addLiveBroadcast(broadcast)
  const report = async ({ port }: Tracker, change = {}) => {
    const ticket = await signTicket({ broadcast, nowMs: lab.clock.nowMs })
    const body = JSON.stringify({ ...sampleReport({ ticket }), ...change })
    return (await fetch(`http://127.0.0.1:${port}/swarm/telemetry`, { method: 'POST', body })).status
  }
  for (const tracker of [lab.tracker, lab.tracker, lab.tracker, other, other]) expect(await report(tracker)).toBe(200)
  for (const tracker of [lab.tracker, other]) expect(await report(tracker, { playedMs: 80_000 })).toBe(422)
  await Promise.all([lab.tracker.flush(), other.flush()])

  const totals = await readTotals(lab.database.db, { broadcastId: broadcast })
  expect(totals).toMatchObject({ playedMs: 25_000, claimed: { peerBytes: 6_000_000 }, droppedReports: 2 })
  const [point] = await readSeries(lab.database.db, {
    ...{ broadcastId: broadcast, since: new Date(lab.clock.nowMs), until: new Date(lab.clock.nowMs + 10_000) },
  })
  expect(point?.viewers).toBe(5)
})
