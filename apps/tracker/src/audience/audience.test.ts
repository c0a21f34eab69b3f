import type { AudienceRollupRow, ViewerRollupRow } from '@shoal/db/roll-ups'
import type { TelemetryReport } from '@shoal/protocol/telemetry'
import type { TicketClaims } from '@shoal/protocol/ticket'
import { beforeEach, describe, expect, it } from 'vitest'
import { type LiveBroadcast, rungKey } from '../broadcast/live-broadcasts.ts'
import { PeerOwners } from '../swarm/peer-owners.ts'
import { Bans } from '../ticket/bans.ts'
import { Audience } from './audience.ts'
import { Rollups } from './roll-ups.ts'

const id = 'abcdefghij0123456789'
const rung = {
  ...{ name: '720p', width: 1280, height: 720, frameRate: '30.000', videoCodec: 'avc1.64001f' },
  ...{ audioCodec: 'mp4a.40.2', bandwidth: 3_000_000, averageBandwidth: 2_400_000 },
}
const broadcast: LiveBroadcast = {
  id,
  epoch: 1,
  rungs: new Map(['720p', '360p'].map((name) => [rungKey(1, name), { ...rung, name }])),
  swarms: new Map(),
}
const SLOT = Date.parse('2026-01-01T12:00:00Z')

let audienceRows: AudienceRollupRow[]
let viewerRows: ViewerRollupRow[]
let isStoreDown: boolean
let rollups: Rollups
let audience: Audience

beforeEach(() => {
  audienceRows = []
  viewerRows = []
  isStoreDown = false
  const write = async <Row>(to: Row[], rows: Row[]) => {
    if (isStoreDown) throw new Error('down')
    to.push(...rows)
  }
  rollups = new Rollups({
    addAudience: (rows) => write(audienceRows, rows),
    addViewers: (rows) => write(viewerRows, rows),
  })
  audience = new Audience(rollups, { owners: new PeerOwners(), bans: new Bans(() => {}) })
})

function hear(
  session: string,
  nowMs: number,
  change: Partial<TelemetryReport> = {},
  role: TicketClaims['role'] = 'viewer',
) {
  const report: TelemetryReport = {
    ...{ version: 1, ticket: '', sequence: 0, intervalMs: 5000, deliveries: [], uploadedBytes: 0 },
    ...{ rejectedSegments: 0, playedMs: 0, stalledMs: 0, stalls: 0, peers: 0 },
    ...change,
  }
  const claims: TicketClaims = { sub: session, broadcast: id, mode: 'on', role, group: 'swarm', exp: SLOT / 1000 + 600 }
  return audience.hear({ report, claims, broadcast, block: '192.0.2', nowMs })
}

describe('the sums', () => {
  it('hold each rung apart, and put what belongs to no rung where most of the media was', async () => {
    hear('viewer-one', SLOT, {
      deliveries: [
        { epoch: 1, rung: '360p', originBytes: 100, peerBytes: 0, mediaSeconds: 2 },
        { epoch: 1, rung: '720p', originBytes: 1000, peerBytes: 3000, mediaSeconds: 4 },
      ],
      ...{ playedMs: 4000, stalledMs: 500, stalls: 1, uploadedBytes: 700, rejectedSegments: 2, latencyMs: 8000 },
    })
    await rollups.flush()
    expect(audienceRows).toEqual([
      {
        ...{ broadcastId: id, epoch: 1, rung: '360p', at: new Date(SLOT), originBytes: 100, peerBytes: 0 },
        ...{ mediaSeconds: 2, uploadedBytes: 0, playedMs: 0, stalledMs: 0, stalls: 0, rejectedSegments: 0 },
        ...{ reports: 0, latencySumMs: 0, latencyCount: 0 },
      },
      {
        ...{ broadcastId: id, epoch: 1, rung: '720p', at: new Date(SLOT), originBytes: 1000, peerBytes: 3000 },
        ...{ mediaSeconds: 4, uploadedBytes: 700, playedMs: 4000, stalledMs: 500, stalls: 1, rejectedSegments: 2 },
        ...{ reports: 1, latencySumMs: 8000, latencyCount: 1 },
      },
    ])
  })

  it('put a report without media onto the rung that the viewer had last, or onto none', async () => {
    hear('viewer-one', SLOT, { playedMs: 1 })
    const deliveries = [{ epoch: 1, rung: '360p', originBytes: 1, peerBytes: 0, mediaSeconds: 2 }]
    hear('viewer-one', SLOT + 5000, { sequence: 1, deliveries, playedMs: 2 })
    hear('viewer-one', SLOT + 9999, { sequence: 2, playedMs: 4 })
    await rollups.flush()
    expect(audienceRows.map(({ rung: name, playedMs }) => [name, playedMs])).toEqual([
      ['all', 1],
      ['360p', 6],
    ])
  })

  it('go by the slot in which a report arrived', async () => {
    hear('viewer-one', SLOT + 9999)
    hear('viewer-one', SLOT + 10_000, { sequence: 1 })
    await rollups.flush()
    expect(audienceRows.map(({ at }) => at)).toEqual([new Date(SLOT), new Date(SLOT + 10_000)])
  })

  it('are kept and merged while they cannot be written, and written once', async () => {
    isStoreDown = true
    hear('viewer-one', SLOT, { playedMs: 100 })
    await expect(rollups.flush()).rejects.toThrow('down')
    hear('viewer-two', SLOT, { playedMs: 20 })
    await expect(rollups.flush()).rejects.toThrow('down')
    isStoreDown = false
    await rollups.flush()
    await rollups.flush()
    expect(audienceRows).toMatchObject([{ playedMs: 120, reports: 2 }])
    expect(viewerRows).toMatchObject([{ viewers: 2 }])
    expect(rollups.waitingRows).toBe(0)
  })
})

describe('presence', () => {
  it('counts the most at one time in each slot', async () => {
    hear('viewer-one', SLOT)
    hear('viewer-two', SLOT + 1000)
    audience.tick(SLOT + 10_000)
    audience.tick(SLOT + 15_500)
    hear('viewer-two', SLOT + 15_600, { sequence: 1 })
    audience.tick(SLOT + 20_000)
    audience.tick(SLOT + 31_000)
    await rollups.flush()
    expect(viewerRows.map(({ viewers }) => viewers)).toEqual([2, 2, 1])
    expect(audience.present).toBe(0)
  })

  it('does not count a preview, but sums its bytes', async () => {
    const deliveries = [{ epoch: 1, rung: '360p', originBytes: 5, peerBytes: 0, mediaSeconds: 2 }]
    hear('viewer-one', SLOT, { deliveries }, 'preview')
    await rollups.flush()
    expect(viewerRows).toMatchObject([{ viewers: 0 }])
    expect(audienceRows).toMatchObject([{ originBytes: 5 }])
  })
})

it('leaves a viewer out for the rest of its session once two of its reports cannot be true', async () => {
  const impossible = { playedMs: 80_000_000 }
  expect(hear('viewer-one', SLOT)).toMatchObject({ kind: 'taken' })
  expect(hear('viewer-one', SLOT + 5000, { sequence: 1, ...impossible })).toMatchObject({ kind: 'dropped' })
  expect(hear('viewer-one', SLOT + 10_000, { sequence: 2 })).toMatchObject({ kind: 'taken' })
  expect(hear('viewer-one', SLOT + 15_000, { sequence: 3, ...impossible })).toMatchObject({ kind: 'dropped' })
  expect(hear('viewer-one', SLOT + 20_000, { sequence: 4 })).toEqual({ kind: 'dropped', reason: 'left-out' })
  expect(audience.present).toBe(0)
})

it('bears with a player that could not reach the tracker for long', () => {
  const away = { intervalMs: 600_000, playedMs: 600_000 }
  for (const sequence of [0, 1, 2]) {
    const outcome = hear('viewer-one', SLOT + sequence * 5000, { sequence, ...away })
    expect(outcome).toEqual({ kind: 'dropped', reason: 'interval-too-long' })
  }
  expect(hear('viewer-one', SLOT + 20_000, { sequence: 3 })).toMatchObject({ kind: 'taken' })
})

it('forgets a session whose tickets have all ended', () => {
  hear('viewer-one', SLOT, { sequence: 5 })
  audience.tick(SLOT + 601_000)
  expect(hear('viewer-one', SLOT + 602_000, { sequence: 0 })).toMatchObject({ kind: 'taken' })
})
