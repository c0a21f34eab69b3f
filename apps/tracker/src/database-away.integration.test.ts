import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { makeId, openPeer, refusalOf } from './testing/peer.ts'
import { infoHash, sampleReport, signTicket, startTrackerLab, type TrackerLab } from './testing/tracker-lab.ts'

let lab: TrackerLab

beforeAll(async () => {
  lab = await startTrackerLab()
})
afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

it('goes on with what it knows while the database is away, keeps the sums, and says that it is not well', async () => {
  const broadcast = makeId('broadcast')
  await lab.addLiveBroadcast(broadcast)
  await lab.tracker.broadcasts.refresh()
  const ticket = await signTicket({ broadcast })
  await using before = await openPeer(lab.swarmUrl(ticket))
  await lab.database.stopServer()
  await vi.waitFor(async () => expect((await fetch(lab.httpUrl('/health'))).status).toBe(503), { timeout: 15_000 })

  await using after = await openPeer(lab.swarmUrl(await signTicket({ broadcast })))
  before.announce({ infoHash: infoHash(broadcast), peerId: makeId('-PM0203-') })
  await expect.poll(() => before.heard.length).toBe(1)
  after.announce({ infoHash: infoHash(broadcast), peerId: makeId('-PM0203-'), offerIds: [makeId('offer')] })
  await expect.poll(() => before.heard.at(-1)?.offer).toBeTruthy()

  const report = JSON.stringify(sampleReport({ ticket }))
  const answer = await fetch(lab.httpUrl('/swarm/telemetry'), { method: 'POST', body: report })
  expect(answer.status).toBe(200)
  // a viewer's row and at least one rung's: as many more as the report's time has slots
  const waiting = await lab.metric('shoal_tracker_rollup_rows_waiting')
  expect(waiting).toBeGreaterThanOrEqual(2)
  await expect(lab.tracker.flush()).rejects.toThrow()
  expect(await lab.metric('shoal_tracker_rollup_rows_waiting')).toBe(waiting)

  const unknown = await signTicket({ broadcast: makeId('unknown') })
  expect(await refusalOf(lab.swarmUrl(unknown))).toMatchObject({ status: 403 })
})
