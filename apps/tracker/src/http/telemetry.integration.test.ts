import { once } from 'node:events'
import { get } from 'node:http'
import { readSeries, readTotals } from '@shoal/db/analytics'
import { setBroadcastState, updateBroadcast } from '@shoal/db/broadcasts'
import { finishRecording, startRecording } from '@shoal/db/recordings'
import { TELEMETRY_MAX_BYTES, type TelemetryReport, telemetryAnswerSchema } from '@shoal/protocol/telemetry'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeId } from '../testing/peer.ts'
import {
  sampleReport,
  signTicket,
  startTrackerLab,
  type TicketOptions,
  type TrackerLab,
} from '../testing/tracker-lab.ts'

let lab: TrackerLab
let broadcast: string

beforeAll(async () => {
  lab = await startTrackerLab()
})
afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})
beforeEach(async () => {
  broadcast = makeId('broadcast')
  lab.clock.nowMs = Date.now()
  await lab.addLiveBroadcast(broadcast)
})

async function post(body: string, contentType = 'text/plain;charset=UTF-8'): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': contentType, origin: 'https://elsewhere.example' }
  const answer = await fetch(lab.httpUrl('/swarm/telemetry'), { method: 'POST', headers, body })
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  return { status: answer.status, text: await answer.text() }
}

async function report(change: Partial<TelemetryReport> = {}, ticket: Partial<TicketOptions> = {}) {
  const signed = await signTicket({ broadcast, nowMs: lab.clock.nowMs, ...ticket })
  return post(JSON.stringify(sampleReport({ ticket: signed, ...change })))
}

async function totals() {
  await lab.tracker.flush()
  return readTotals(lab.database.db, { broadcastId: broadcast })
}

function dropped(reason: string): Promise<number> {
  return lab.metric(`shoal_tracker_telemetry_dropped_total{reason="${reason}"}`)
}

describe('a report', () => {
  it.each(['application/json', 'text/plain;charset=UTF-8', 'text/plain'])('is taken as %s', async (contentType) => {
    const ticket = await signTicket({ broadcast })
    const { status, text } = await post(JSON.stringify(sampleReport({ ticket })), contentType)
    expect(status).toBe(200)
    expect(JSON.parse(text)).toEqual({ hints: null, riders: [], banned: [], isP2pGood: true })
  })

  it('is answered with what is known of its swarm', async () => {
    const swarm = () => ({ peerId: makeId('-SH0100-'), gives: true, received: [], offenders: [] })
    await report({ uploadedBytes: 0, swarm: { ...swarm(), gives: false } }, { mode: 'receive-only' })
    const { text } = await report({ swarm: swarm() })
    expect(telemetryAnswerSchema.parse(JSON.parse(text)).hints).toEqual({
      size: 2,
      seeders: 1,
      rank: 0,
      uplinkRatio: 0,
    })
  })

  it('is in the sums to the byte, with those of every other viewer', async () => {
    const peerIds = [makeId('-SH0100-'), makeId('-SH0100-')]
    for (const [index, sub] of [makeId('viewer'), makeId('viewer')].entries()) {
      const other = peerIds[1 - index] ?? ''
      const swarm = { peerId: peerIds[index] ?? '', gives: true, offenders: [] }
      await report({ latencyMs: 8000, swarm: { ...swarm, received: [] } }, { sub })
      lab.clock.nowMs += 5000
      const received = [{ peerId: other, bytes: 1_500_000 }]
      const change = { stalledMs: 100, stalls: 1, playedMs: 4900, latencyMs: 9000, swarm: { ...swarm, received } }
      await report({ sequence: 1, ...change }, { sub })
    }
    await report({ deliveries: [], playedMs: 0, uploadedBytes: 0 }, { role: 'preview' })
    expect(await totals()).toMatchObject({
      claimed: { originBytes: 2_400_000, peerBytes: 4_800_000, offload: 4.8 / 7.2 },
      ...{ playedMs: 19_800, stalledMs: 200, stalls: 2, rejectedSegments: 0 },
      ...{ droppedReports: 0, latencyMs: 8500 },
    })
    const since = new Date(lab.clock.nowMs - 60_000)
    const series = await readSeries(lab.database.db, {
      broadcastId: broadcast,
      since,
      until: new Date(lab.clock.nowMs + 1),
    })
    expect(Math.max(...series.map(({ viewers }) => viewers))).toBe(2)
  })

  it('counts as uploaded what others say that they received', async () => {
    const [giver, taker] = [makeId('viewer'), makeId('viewer')]
    const [from, to] = [makeId('-SH0100-'), makeId('-SH0100-')]
    const swarm = (peerId: string, received: { peerId: string; bytes: number }[] = []) => ({
      swarm: { peerId, gives: true, received, offenders: [] },
    })
    await report({ ...swarm(from), uploadedBytes: 900_000 }, { sub: giver })
    const received = [from, makeId('-SH0100-')].map((peerId) => ({ peerId, bytes: 300_000 }))
    await report({ ...swarm(to, received), uploadedBytes: 700_000 }, { sub: taker })
    expect((await totals()).uploadedBytes).toBe(0)
    lab.clock.nowMs += 5000
    await report({ ...swarm(from), sequence: 1, uploadedBytes: 0 }, { sub: giver })
    expect((await totals()).uploadedBytes).toBe(300_000)
  })

  it('is still taken when it comes just after the end of its broadcast', async () => {
    await report()
    await lab.tracker.broadcasts.refresh()
    await setBroadcastState(lab.database.db, { id: broadcast, state: 'ended', at: new Date() })
    await lab.tracker.broadcasts.refresh()
    expect(await report()).toMatchObject({ status: 200 })
    lab.clock.nowMs += 180_000
    await lab.tracker.broadcasts.refresh()
    expect(await report()).toMatchObject({ status: 422, text: '{"error":"unknown-broadcast"}' })
  })

  it('is taken of the recording of a broadcast that is over, and not of its live edge', async () => {
    await startRecording(lab.database.db, { broadcastId: broadcast })
    await setBroadcastState(lab.database.db, { id: broadcast, state: 'ended', at: new Date() })
    const figures = { seconds: 6, bytes: 1, segments: 3 }
    await finishRecording(lab.database.db, { broadcastId: broadcast, at: new Date(), ...figures })
    await lab.tracker.broadcasts.refresh()
    lab.clock.nowMs += 180_000
    await lab.tracker.broadcasts.refresh()
    expect(await report({ isPast: true })).toMatchObject({ status: 200 })
    expect(await report()).toMatchObject({ status: 422, text: '{"error":"unknown-broadcast"}' })
  })
})

it('hears none whose ticket is of a door that has changed since', async () => {
  const swarm = { peerId: makeId('-SH0100-'), gives: true, received: [], offenders: [] }
  const [before, after] = [makeId('viewer'), makeId('viewer')]
  await report({}, { sub: before })
  await updateBroadcast(lab.database.db, broadcast, { privacy: 'members' })
  await lab.tracker.broadcasts.refresh()
  expect(await report({ sequence: 1, swarm }, { sub: before })).toEqual({ status: 401, text: '{"error":"bad-ticket"}' })
  const { text } = await report({ swarm: { ...swarm, peerId: makeId('-SH0100-') } }, { sub: after, door: 'members' })
  expect(telemetryAnswerSchema.parse(JSON.parse(text)).hints).toMatchObject({ size: 1 })
  expect(await totals()).toMatchObject({ playedMs: 10_000, droppedReports: 1 })
})

it('takes the ticket of a newer door than the one that it knows', async () => {
  await report()
  await updateBroadcast(lab.database.db, broadcast, { privacy: 'members' })
  expect(await report({}, { door: 'members' })).toMatchObject({ status: 200 })
})

describe('what is dropped, counted, and never in the sums', () => {
  it.each<[string, string, number, (ticket: string) => string]>([
    ['nothing', 'malformed', 400, () => ''],
    ['no JSON', 'malformed', 400, () => '{"version":'],
    ['null', 'malformed', 400, () => 'null'],
    ['a list', 'malformed', 400, () => '[]'],
    ['another version', 'malformed', 400, (ticket) => JSON.stringify({ ...sampleReport({ ticket }), version: 2 })],
    ['a negative count', 'malformed', 400, (ticket) => JSON.stringify(sampleReport({ ticket, playedMs: -1 }))],
    ['a huge number', 'malformed', 400, (ticket) => JSON.stringify(sampleReport({ ticket, uploadedBytes: 1e300 }))],
    ['an unknown field', 'malformed', 400, (ticket) => JSON.stringify({ ...sampleReport({ ticket }), address: 'x' })],
    [
      'a huge report',
      'too-big',
      413,
      (ticket) => JSON.stringify(sampleReport({ ticket })).padEnd(TELEMETRY_MAX_BYTES + 1),
    ],
    ['a ticket that is none', 'bad-ticket', 401, () => JSON.stringify(sampleReport({ ticket: 'a.b.c' }))],
  ])('%s', async (_, reason, status, body) => {
    const before = await dropped(reason)
    expect(await post(body(await signTicket({ broadcast })))).toEqual({ status, text: `{"error":"${reason}"}` })
    expect(await dropped(reason)).toBe(before + 1)
    expect((await totals()).playedMs).toBe(0)
  })

  it.each<[string, Partial<TicketOptions>]>([
    ['forged', { signedWith: 'x'.repeat(43) }],
    ['expired', { lifetimeSeconds: -1 }],
    ['foreign', { audience: 'origin' }],
  ])('a report with a %s ticket', async (_, ticket) => {
    expect(await report({}, ticket)).toEqual({ status: 401, text: '{"error":"bad-ticket"}' })
    expect((await totals()).playedMs).toBe(0)
  })

  it.each<[string, string, Partial<TelemetryReport>]>([
    [
      'more bytes than the rung has',
      'more-bytes-than-the-rung',
      { deliveries: [{ epoch: 1, rung: '720p', originBytes: 0, peerBytes: 2_000_000_000, mediaSeconds: 6 }] },
    ],
    [
      'a rung that is not there',
      'unknown-rung',
      { deliveries: [{ epoch: 1, rung: '4k', originBytes: 1, peerBytes: 1, mediaSeconds: 6 }] },
    ],
    ['more time than there was', 'more-time-than-there-was', { playedMs: 50_000 }],
    ['more uploaded than an uplink carries', 'more-uploaded-than-the-uplink', { uploadedBytes: 9_000_000_000 }],
  ])('%s', async (_, reason, change) => {
    const before = await dropped(reason)
    expect(await report(change)).toEqual({ status: 422, text: `{"error":"${reason}"}` })
    expect(await dropped(reason)).toBe(before + 1)
    expect(await totals()).toMatchObject({ claimed: { peerBytes: 0 }, playedMs: 0, droppedReports: 1 })
  })

  it('peer bytes of a viewer who has no P2P', async () => {
    expect(await report({ uploadedBytes: 0 }, { mode: 'off' })).toMatchObject({ status: 422 })
    expect(await totals()).toMatchObject({ claimed: { peerBytes: 0 }, droppedReports: 1 })
  })

  it('the same report again, and an older one', async () => {
    const sub = makeId('viewer')
    expect(await report({ sequence: 5 }, { sub })).toMatchObject({ status: 200 })
    expect(await report({ sequence: 5 }, { sub })).toEqual({ status: 409, text: '{"error":"repeated"}' })
    expect(await report({ sequence: 4 }, { sub })).toMatchObject({ status: 409 })
    expect(await totals()).toMatchObject({ playedMs: 5000, droppedReports: 2 })
  })

  it('reports that come too often', async () => {
    const sub = makeId('viewer')
    const statuses: number[] = []
    for (let sequence = 0; sequence < 8; sequence++) {
      statuses.push((await report({ sequence, deliveries: [], playedMs: 100 }, { sub })).status)
    }
    expect(statuses).toEqual([...Array(4).fill(200), ...Array(4).fill(429)])
    expect(await totals()).toMatchObject({ playedMs: 400, droppedReports: 4 })
  })

  it('everything of a viewer who was caught twice', async () => {
    const sub = makeId('viewer')
    for (const sequence of [0, 1]) await report({ sequence, playedMs: 50_000 }, { sub })
    lab.clock.nowMs += 30_000
    expect(await report({ sequence: 2 }, { sub })).toEqual({ status: 422, text: '{"error":"left-out"}' })
    expect(await totals()).toMatchObject({ playedMs: 0, droppedReports: 3 })
  })

  it('thousands of things at random', async () => {
    const ticket = await signTicket({ broadcast })
    const report = sampleReport({ ticket })
    const values = fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 1e308, '__proto__', [[]], null))
    const changed = fc.dictionary(fc.constantFrom(...Object.keys(report), 'else'), values, { minKeys: 1 })
    const body = fc.oneof(
      fc.json(),
      fc.string(),
      changed.map((change) => JSON.stringify({ ...report, ...change })),
    )
    const statuses = new Set<number>()
    for (const text of fc.sample(body, { numRuns: 2000, seed: 20260101 })) statuses.add((await post(text)).status)
    expect([...statuses].filter((status) => status >= 500)).toEqual([])
    expect((await fetch(lab.httpUrl('/health'))).status).toBe(200)
  })

  it('what a thousand forgers say, who do not move the sums by a byte', async () => {
    await report({}, { sub: makeId('honest') })
    const forged = { epoch: 1, rung: '720p', originBytes: 0, peerBytes: 900_000_000, mediaSeconds: 60 }
    const forgers = Array.from({ length: 1000 }, () => report({ deliveries: [forged] }))
    expect(new Set((await Promise.all(forgers)).map(({ status }) => status))).toEqual(new Set([422]))
    expect(await totals()).toMatchObject({
      claimed: { originBytes: 600_000, peerBytes: 1_200_000 },
      droppedReports: 1000,
    })
  })
})

describe('the other routes', () => {
  it('say that the tracker is well', async () => {
    const answer = await fetch(lab.httpUrl('/health'))
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }])
  })

  it('are there for who offers another protocol', async () => {
    const headers = { connection: 'Upgrade', upgrade: 'h2c' }
    const [response] = await once(get(lab.httpUrl('/health'), { headers }), 'response')
    response.resume()
    expect(response.statusCode).toBe(200)
  })

  it('keep the metrics from whom a proxy brought', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.1' }
    expect((await fetch(lab.httpUrl('/metrics'), { headers })).status).toBe(403)
    expect((await fetch(lab.httpUrl('/metrics'))).status).toBe(200)
  })

  it('let a page of any origin ask first', async () => {
    const headers = {
      origin: 'https://elsewhere.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    }
    const answer = await fetch(lab.httpUrl('/swarm/telemetry'), { method: 'OPTIONS', headers })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-allow-headers')).toBe('content-type')
  })
})
