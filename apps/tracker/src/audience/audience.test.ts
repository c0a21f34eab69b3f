import type { AudienceSliceRow } from '@shoal/db/audience-slices'
import type { AudienceRollupRow, ViewerRollupRow } from '@shoal/db/roll-ups'
import type { TelemetryReport } from '@shoal/protocol/telemetry'
import type { TicketClaims } from '@shoal/protocol/ticket'
import { beforeEach, describe, expect, it } from 'vitest'
import { type LiveBroadcast, rungKey } from '../broadcast/live-broadcasts.ts'
import { PeerOwners } from '../swarm/peer-owners.ts'
import { Bans } from '../ticket/bans.ts'
import { Audience } from './audience.ts'
import { type RollupStore, Rollups } from './roll-ups.ts'
import { Slices } from './slices.ts'

const id = 'abcdefghij0123456789'
const rung = {
  ...{ name: '720p', width: 1280, height: 720, frameRate: '30.000', videoCodec: 'avc1.64001f' },
  ...{ audioCodec: 'mp4a.40.2', bandwidth: 3_000_000, averageBandwidth: 2_400_000 },
}
const broadcast: LiveBroadcast = {
  id,
  epoch: 1,
  rungs: new Map(['720p', '360p'].map((name) => [rungKey(1, name), { ...rung, name }])),
  door: 'open',
  swarms: new Map(),
}
const SLOT = Date.parse('2026-01-01T12:00:00Z')

let audienceRows: AudienceRollupRow[]
let viewerRows: ViewerRollupRow[]
let isStoreDown: boolean
let sliceRows: AudienceSliceRow[]
let rollups: Rollups
let slices: Slices
let audience: Audience
let p2pChanges: boolean[]
let owners: PeerOwners

beforeEach(() => {
  audienceRows = []
  viewerRows = []
  isStoreDown = false
  const write = async <Row>(to: Row[], rows: Row[]) => {
    if (isStoreDown) throw new Error('down')
    to.push(...rows)
  }
  const store: RollupStore = {
    addAudience: (rows) => write(audienceRows, rows),
    addViewers: (rows) => write(viewerRows, rows),
  }
  rollups = new Rollups(store, 'here')
  sliceRows = []
  slices = new Slices((rows) => write(sliceRows, rows), 'here')
  p2pChanges = []
  owners = new PeerOwners()
  audience = new Audience({
    ...{ rollups, slices },
    door: { owners, bans: new Bans(() => {}) },
    onP2pChange: (_, { isGood }) => p2pChanges.push(isGood),
  })
})

/** What every viewer has had by its first report. */
const MEDIA = { deliveries: [{ epoch: 1, rung: '360p', originBytes: 1000, peerBytes: 0, mediaSeconds: 2 }] }

function hear(
  session: string,
  nowMs: number,
  change: Partial<TelemetryReport> = {},
  {
    isLive = true,
    userAgent,
    country,
    ...ticket
  }: Partial<TicketClaims> & { isLive?: boolean; userAgent?: string; country?: string } = {},
) {
  const report: TelemetryReport = {
    ...{ version: 1, ticket: '', sequence: 0, intervalMs: 5000, deliveries: [], uploadedBytes: 0 },
    ...{ rejectedSegments: 0, playedMs: 0, stalledMs: 0, stalls: 0, peers: 0 },
    ...change,
  }
  const claims: TicketClaims = {
    ...{ sub: session, broadcast: id, mode: 'on', role: 'viewer', group: 'swarm', exp: SLOT / 1000 + 600 },
    ...ticket,
  }
  const from = { block: '192.0.2', userAgent, country: () => country }
  return audience.hear({ report, claims, broadcast, isLive, ...from, nowMs })
}

describe('the sums', () => {
  it('hold each rung apart, and put what belongs to no rung where most of the media was', async () => {
    hear('viewer-one', SLOT + 5000, {
      deliveries: [
        { epoch: 1, rung: '360p', originBytes: 100, peerBytes: 0, mediaSeconds: 2 },
        { epoch: 1, rung: '720p', originBytes: 1000, peerBytes: 3000, mediaSeconds: 4 },
      ],
      ...{ playedMs: 4000, stalledMs: 500, stalls: 1, uploadedBytes: 700, rejectedSegments: 2, latencyMs: 8000 },
      firstFrameMs: 640,
    })
    await rollups.flush()
    expect(audienceRows).toEqual([
      {
        ...{ broadcastId: id, epoch: 1, rung: '360p', group: 'swarm', at: new Date(SLOT) },
        ...{ originBytes: 100, peerBytes: 0, firstFrameSumMs: 0, firstFrameCount: 0 },
        ...{ mediaSeconds: 2, uploadedBytes: 0, playedMs: 0, stalledMs: 0, stalls: 0, rejectedSegments: 0 },
        ...{ reports: 0, latencySumMs: 0, latencyCount: 0 },
      },
      {
        ...{ broadcastId: id, epoch: 1, rung: '720p', group: 'swarm', at: new Date(SLOT) },
        ...{ originBytes: 1000, peerBytes: 3000, firstFrameSumMs: 640, firstFrameCount: 1 },
        ...{ mediaSeconds: 4, uploadedBytes: 0, playedMs: 4000, stalledMs: 500, stalls: 1, rejectedSegments: 2 },
        ...{ reports: 1, latencySumMs: 8000, latencyCount: 1 },
      },
    ])
  })

  it('leave out what was loaded of the past, and keep how it went', async () => {
    const deliveries = [{ epoch: 1, rung: '720p', originBytes: 1000, peerBytes: 3000, mediaSeconds: 4 }]
    hear('went-back', SLOT + 5000, { isPast: true, deliveries, playedMs: 4000, stalledMs: 500, stalls: 1 })
    await Promise.all([rollups.flush(), slices.flush()])
    expect(audienceRows).toMatchObject([
      { rung: '720p', originBytes: 0, peerBytes: 0, mediaSeconds: 0, playedMs: 4000, stalledMs: 500, stalls: 1 },
    ])
    expect(viewerRows).toMatchObject([{ viewers: 1 }])
    expect(sliceRows).toEqual([])
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

describe('the groups', () => {
  it('are summed apart: those in the swarm, those that chance has without P2P, and those that chose to', async () => {
    hear('viewer-one', SLOT, { playedMs: 1 })
    hear('viewer-two', SLOT, { playedMs: 2 }, { group: 'control', mode: 'off' })
    hear('viewer-three', SLOT, { playedMs: 4 }, { mode: 'off' })
    await rollups.flush()
    expect(audienceRows.map(({ group, playedMs }) => [group, playedMs])).toEqual([
      ['swarm', 1],
      ['control', 2],
      ['apart', 4],
    ])
  })

  it('decide whether P2P stays on, and every viewer hears of it', () => {
    const isGood: boolean[] = []
    for (let sequence = 0; sequence < 60; sequence++) {
      const nowMs = SLOT + sequence * 5000
      for (let index = 0; index < 8; index++) {
        hear(`control-${index}`, nowMs, { sequence, playedMs: 5000 }, { group: 'control', mode: 'off' })
        const outcome = hear(`swarm-${index}`, nowMs, { sequence, playedMs: 4500, stalledMs: 500 })
        if (outcome.kind === 'taken') isGood.push(outcome.answer.isP2pGood)
      }
      audience.tick(nowMs)
    }
    expect(p2pChanges).toEqual([false])
    expect(isGood.at(0)).toBe(true)
    expect(isGood.at(-1)).toBe(false)
    expect(audience.broadcastsWithoutP2p).toBe(1)
  })
})

it('sums what was uploaded when those that received it say so, also after the uploader has gone', async () => {
  const deliveries = [{ epoch: 1, rung: '720p', originBytes: 0, peerBytes: 5000, mediaSeconds: 2 }]
  const swarm = (peerId: string, received: { peerId: string; bytes: number }[] = []) => ({
    deliveries,
    swarm: { peerId, gives: true, received, offenders: [] },
  })
  const [giver, taker] = ['-SH0100-giver.......', '-SH0100-taker.......']
  hear('giver', SLOT, { ...swarm(giver), uploadedBytes: 9000 })
  hear('taker', SLOT + 1000, swarm(taker, [{ peerId: giver, bytes: 5000 }]))
  audience.tick(SLOT + 15_000)
  await rollups.flush()
  const uploaded = () => audienceRows.reduce((sum, { uploadedBytes = 0 }) => sum + uploadedBytes, 0)
  expect(uploaded()).toBe(5000)
  owners.enter(id, giver, { session: 'giver', nowMs: SLOT })
  hear('taker', SLOT + 16_000, { ...swarm(taker, [{ peerId: giver, bytes: 4000 }]), sequence: 1 })
  await rollups.flush()
  expect(uploaded()).toBe(9000)
})

it('tells viewers of a recording of their swarm, and sums nothing of it', async () => {
  const deliveries = [{ epoch: 1, rung: '720p', originBytes: 0, peerBytes: 5000, mediaSeconds: 2 }]
  const swarm = { peerId: '-SH0100-............', gives: true, received: [], offenders: [] }
  const outcome = hear('viewer-one', SLOT, { deliveries, swarm, playedMs: 5000 }, { isLive: false })
  expect(outcome).toMatchObject({ kind: 'taken', answer: { hints: { size: 1, seeders: 1, rank: 0 } } })
  expect(audience.present).toBe(0)
  expect(rollups.waitingRows).toBe(0)
})

it('counts nobody who went back among those at the live edge', () => {
  const deliveries = [{ epoch: 1, rung: '720p', originBytes: 0, peerBytes: 5000, mediaSeconds: 2 }]
  const swarm = { gives: false, received: [], offenders: [] }
  const past = { deliveries, isPast: true, swarm: { ...swarm, peerId: '-SH0100-past........' } }
  expect(hear('went-back', SLOT, past)).toMatchObject({ kind: 'taken', answer: { hints: null } })
  const live = { deliveries, swarm: { ...swarm, peerId: '-SH0100-live........' } }
  expect(hear('at-the-edge', SLOT, live)).toMatchObject({ kind: 'taken', answer: { hints: { size: 1 } } })
})

describe('presence', () => {
  it('counts the most at one time in each slot', async () => {
    hear('viewer-one', SLOT, MEDIA)
    hear('viewer-two', SLOT + 1000, MEDIA)
    audience.tick(SLOT + 10_000)
    audience.tick(SLOT + 15_500)
    hear('viewer-two', SLOT + 15_600, { sequence: 1 })
    audience.tick(SLOT + 20_000)
    audience.tick(SLOT + 31_000)
    await rollups.flush()
    expect(viewerRows.map(({ viewers }) => viewers)).toEqual([2, 2, 1])
    expect(audience.present).toBe(0)
  })

  it('counts nobody before it tells of media or a picture, neither as a viewer nor as a visit', async () => {
    for (let index = 0; index < 50; index += 1) hear(`invented-${index}`, SLOT)
    hear('viewer-slow', SLOT)
    expect(audience.present).toBe(0)
    for (const sequence of [1, 2, 3]) hear('viewer-slow', SLOT + sequence * 5000, { sequence })
    hear('viewer-slow', SLOT + 20_000, { sequence: 4, ...MEDIA })
    hear('viewer-slow', SLOT + 25_000, { sequence: 5 })
    hear('an-old-iphone', SLOT + 20_000, { playedMs: 1000 })
    expect(audience.present).toBe(2)
    await slices.flush()
    expect(sumOfSessions()).toMatchObject({ started: 2 })
  })

  it.each(['preview', 'seeder'] as const)('does not count a %s, but sums its bytes', async (role) => {
    const deliveries = [{ epoch: 1, rung: '360p', originBytes: 5, peerBytes: 0, mediaSeconds: 2 }]
    hear('viewer-one', SLOT + 5000, { deliveries }, { role })
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

describe('what viewers are', () => {
  const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0'

  it('is summed by the minute: browser, country and mode', async () => {
    const first = { deliveries: [{ epoch: 1, rung: '720p', originBytes: 100, peerBytes: 300, mediaSeconds: 4 }] }
    hear('viewer-one', SLOT + 5000, { ...first, playedMs: 4000, firstFrameMs: 700 }, { userAgent: FIREFOX })
    hear('viewer-two', SLOT + 6000, { ...first, playedMs: 1000 }, { userAgent: FIREFOX })
    hear('viewer-new', SLOT + 6000, { ...first, playedMs: 9 }, { mode: 'receive-only', userAgent: 'x', country: 'DE' })
    hear('viewer-one', SLOT + 60_000, { sequence: 1, playedMs: 5000, latencyMs: 7000 })
    hear('a-preview-', SLOT + 6000, { ...first }, { role: 'preview' })
    await slices.flush()
    expect(sliceRows).toMatchObject([
      {
        ...{ broadcastId: id, at: new Date(SLOT), tracker: 'here', browser: 'Firefox', country: '', mode: 'on' },
        ...{ originBytes: 200, peerBytes: 600, playedMs: 5000, firstFrameCount: 1, sessionsStarted: 2 },
      },
      { browser: 'other', country: 'DE', mode: 'receive-only', playedMs: 9, sessionsStarted: 1 },
      { at: new Date(SLOT + 60_000), browser: 'Firefox', playedMs: 5000, latencySumMs: 7000, sessionsStarted: 0 },
    ])
    expect(sliceRows).toHaveLength(3)
  })

  it('tells how long sessions were: until the last word, or the last before a minute of silence', async () => {
    hear('viewer-one', SLOT + 5000, MEDIA)
    hear('viewer-two', SLOT + 5000, MEDIA)
    hear('viewer-one', SLOT + 10_000, { sequence: 1, isLast: true })
    expect(audience.present).toBe(1)
    for (let ms = 10_000; ms <= 400_000; ms += 5000) hear('viewer-two', SLOT + ms, { sequence: ms / 5000 })
    audience.tick(SLOT + 459_000)
    await slices.flush()
    expect(sumOfSessions()).toEqual({ started: 2, ended: 1, ms: 10_000, lengths: [1, 0, 0, 0, 0, 0, 0] })
    audience.tick(SLOT + 460_000)
    await slices.flush()
    expect(sumOfSessions()).toEqual({ started: 2, ended: 2, ms: 410_000, lengths: [1, 0, 1, 0, 0, 0, 0] })
  })

  it('counts one that comes back as another session, and one that began before this tracker did not at all', async () => {
    hear('viewer-one', SLOT + 5000, { ...MEDIA, isLast: true })
    hear('viewer-one', SLOT + 10_000, { sequence: 1 })
    hear('viewer-old', SLOT + 10_000, { ...MEDIA, sequence: 40 })
    await slices.flush()
    expect(sumOfSessions()).toMatchObject({ started: 2, ended: 1 })
  })

  it('is bounded: what comes beyond a number of combinations is summed as other', async () => {
    for (let index = 0; index < 400; index += 1) {
      const country = String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26))
      hear(`viewer-${index}-number`, SLOT + 5000, { ...MEDIA, playedMs: 10 }, { country })
      if (index === 200) await slices.flush()
    }
    await slices.flush()
    expect(sliceRows.length).toBe(301)
    expect(sliceRows.at(-1)).toMatchObject({ browser: 'other', country: 'other', playedMs: 1000 })
  })

  it('waits for a database that is away, and adds up what comes meanwhile', async () => {
    isStoreDown = true
    hear('viewer-one', SLOT + 5000, { ...MEDIA, playedMs: 1000 })
    await expect(slices.flush()).rejects.toThrow()
    hear('viewer-one', SLOT + 10_000, { sequence: 1, playedMs: 2000 })
    isStoreDown = false
    await slices.flush()
    expect(sliceRows).toMatchObject([{ playedMs: 3000, sessionsStarted: 1 }])
    expect(slices.waitingRows).toBe(0)
  })

  it('is drawn from the second picture on, with who gave to whom', () => {
    const received = [{ peerId: '-SH0100-aaaaaaaaaaaa', bytes: 5000 }]
    const say = (session: string, nowMs: number, sequence: number, peerId: string, from: typeof received) =>
      hear(session, nowMs, {
        sequence,
        deliveries: [{ epoch: 1, rung: '720p', originBytes: 10, peerBytes: 5000, mediaSeconds: 4 }],
        swarm: { peerId, gives: true, received: from, offenders: [] },
      })
    const round = (nowMs: number, sequence: number) => {
      say('viewer-one', nowMs, sequence, '-SH0100-aaaaaaaaaaaa', [])
      say('viewer-two', nowMs, sequence, '-SH0100-bbbbbbbbbbbb', received)
      hear('a-preview-', nowMs, { sequence }, { role: 'preview' })
    }
    round(SLOT + 5000, 0)
    expect(audience.drawMaps({ tracker: 'here', nowMs: SLOT + 6000 })[0]?.map.nodes).toEqual([])
    round(SLOT + 10_000, 1)
    const [drawn] = audience.drawMaps({ tracker: 'here', nowMs: SLOT + 11_000 })
    const [giver, taker] = drawn?.map.nodes ?? []
    expect(drawn?.map.nodes).toHaveLength(2)
    expect(drawn?.map).toMatchObject({ viewers: 2, edges: [{ from: giver?.id, to: taker?.id, bytes: 5000 }] })
    expect(JSON.stringify(drawn)).not.toContain('viewer-')
  })
})

function sumOfSessions() {
  const sum = { started: 0, ended: 0, ms: 0, lengths: [0, 0, 0, 0, 0, 0, 0] }
  for (const row of sliceRows) {
    sum.started += row.sessionsStarted ?? 0
    sum.ended += row.sessionsEnded ?? 0
    sum.ms += row.sessionSumMs ?? 0
    sum.lengths = sum.lengths.map((count, index) => count + (row.sessionLengths?.[index] ?? 0))
  }
  return sum
}
