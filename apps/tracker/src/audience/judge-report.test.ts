import type { TelemetryReport } from '@shoal/protocol/telemetry'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LiveBroadcast, rungKey } from '../broadcast/live-broadcasts.ts'
import { judgeReport, type ReportToJudge, type ViewerRecord } from './judge-report.ts'

const rung = {
  name: '720p',
  width: 1280,
  height: 720,
  frameRate: '30.000',
  videoCodec: 'avc1.64001f',
  audioCodec: 'mp4a.40.2',
  bandwidth: 3_000_000,
  averageBandwidth: 2_400_000,
}
const broadcast: LiveBroadcast = {
  id: 'abcdefghij0123456789',
  epoch: 1,
  rungs: new Map([
    [rungKey(1, '720p'), rung],
    [rungKey(1, '360p'), { ...rung, name: '360p', bandwidth: 800_000, averageBandwidth: 700_000 }],
  ]),
  door: 'open',
  swarms: new Map(),
}
const BYTES_PER_SECOND = 300_000

function reportOf(change: Partial<TelemetryReport> = {}): TelemetryReport {
  return {
    version: 1,
    ticket: '',
    sequence: 0,
    intervalMs: 5000,
    deliveries: [delivery(6)],
    uploadedBytes: 0,
    rejectedSegments: 0,
    playedMs: 5000,
    stalledMs: 0,
    stalls: 0,
    peers: 2,
    ...change,
  }
}

function delivery(mediaSeconds: number, bytes = mediaSeconds * BYTES_PER_SECOND, name = '720p') {
  const peerBytes = Math.floor(bytes / 2)
  return { epoch: 1, rung: name, originBytes: Math.floor(bytes) - peerBytes, peerBytes, mediaSeconds }
}

function judge(report: TelemetryReport, change: Partial<ReportToJudge> = {}) {
  return judgeReport({ report, mode: 'on', broadcast, isLive: true, record: undefined, nowMs: 1_000_000, ...change })
}

function recordAfter(report: TelemetryReport, change: Partial<ReportToJudge> = {}): ViewerRecord {
  const judgement = judge(report, change)
  if (judgement.kind !== 'taken') throw new Error(JSON.stringify(judgement))
  return judgement.record
}

it('takes the first report of a player that filled its buffer at once', () => {
  expect(judge(reportOf({ deliveries: [delivery(40)], playedMs: 3000 })).kind).toBe('taken')
})

it('takes a player that loads a whole window of 60 s, and 30 s of it again in another rung', () => {
  const deliveries = [delivery(60), delivery(30, 30 * 80_000, '360p')]
  expect(judge(reportOf({ deliveries, playedMs: 3000 })).kind).toBe('taken')
})

it('takes an hour of an honest player whose reports come early, late and put together', () => {
  let record = recordAfter(reportOf({ deliveries: [delivery(30)] }))
  let nowMs = 1_000_000
  for (let sequence = 1; sequence < 700; sequence++) {
    const intervalMs = sequence % 7 === 0 ? 20_000 : 5000
    nowMs += intervalMs + (sequence % 2 === 0 ? 1500 : -1500)
    const report = reportOf({ sequence, intervalMs, playedMs: intervalMs, deliveries: [delivery(intervalMs / 1000)] })
    record = recordAfter(report, { record, nowMs })
  }
})

it('takes what was put together while the tracker was away for two minutes', () => {
  const away = reportOf({ sequence: 24, intervalMs: 120_000, playedMs: 120_000, deliveries: [delivery(120)] })
  expect(judge(away).kind).toBe('taken')
})

it('takes the last report right after a regular one, and refuses a stream of them', () => {
  let record = recordAfter(reportOf({ deliveries: [] }))
  const kinds: string[] = []
  for (let sequence = 1; sequence < 8; sequence++) {
    const judgement = judge(reportOf({ sequence, intervalMs: 0, deliveries: [], playedMs: 0 }), { record })
    if (judgement.kind === 'taken') record = judgement.record
    kinds.push(judgement.kind)
  }
  expect(kinds).toEqual(['taken', 'taken', 'taken', ...Array(4).fill('too-frequent')])
})

/** Reports of 5 s each for half an hour, at a speed; how many were impossible. */
function watchAt(speed: number, { isPast, isLive }: { isPast: boolean; isLive: boolean }): number {
  let record: ViewerRecord | undefined
  let impossible = 0
  for (let sequence = 0; sequence < 360; sequence++) {
    const report = reportOf({ sequence, deliveries: [delivery(5 * speed)], ...(isPast ? { isPast } : {}) })
    const judgement = judge(report, { record, isLive, nowMs: 1_000_000 + sequence * 5000 })
    if (judgement.kind === 'taken') record = judgement.record
    else impossible += 1
  }
  return impossible
}

it('takes it that the past is watched twice as fast as it was, and the present not', () => {
  expect(watchAt(2, { isPast: true, isLive: true })).toBe(0)
  expect(watchAt(2, { isPast: true, isLive: false })).toBe(0)
  expect(watchAt(2, { isPast: false, isLive: true })).toBeGreaterThan(0)
})

it('lets no session watch the past and the present in turns, for what one allows the other does not', () => {
  const record = recordAfter(reportOf({ isPast: true }))
  expect(judge(reportOf({ sequence: 1 }), { record, nowMs: 1_005_000 })).toMatchObject({ reason: 'live-and-past' })
})

it.each([0, 3, 4])('refuses sequence %i after 4', (sequence) => {
  const record = recordAfter(reportOf({ sequence: 4 }))
  expect(judge(reportOf({ sequence }), { record, nowMs: 1_005_000 }).kind).toBe('repeated')
})

it.each<[string, string, Partial<TelemetryReport>]>([
  ['a rung that is not there', 'unknown-rung', { deliveries: [delivery(2, 1000, '1080p')] }],
  ['an epoch that is not there', 'unknown-rung', { deliveries: [{ ...delivery(2), epoch: 2 }] }],
  ['more bytes than the rung has', 'more-bytes-than-the-rung', { deliveries: [delivery(6, 20_000_000)] }],
  ['bytes of no media', 'more-bytes-than-the-rung', { deliveries: [delivery(0, 10_000_000)] }],
  ['media of no bytes', 'media-without-bytes', { deliveries: [delivery(6, 0)] }],
  ['ten minutes of media in 5 s', 'more-media-than-there-was', { deliveries: [delivery(600)] }],
  ['much media in many rungs', 'more-media-than-there-was', { deliveries: [delivery(60), delivery(60, 1e6, '360p')] }],
  ['more played than passed', 'more-time-than-there-was', { playedMs: 60_000 }],
  ['played and stalled at once', 'more-time-than-there-was', { stalledMs: 5000 }],
  ['an hour in the first report', 'interval-too-long', { intervalMs: 3_600_000 }],
  ['a gigabyte uploaded in 5 s', 'more-uploaded-than-the-uplink', { uploadedBytes: 1_000_000_000 }],
  ['a thousand stalls in 5 s', 'more-events-than-time', { stalls: 1000 }],
  ['a thousand bad segments in 5 s', 'more-events-than-time', { rejectedSegments: 1000 }],
])('refuses %s', (_, reason, change) => {
  expect(judge(reportOf(change))).toMatchObject({ kind: 'impossible', reason })
})

it('refuses an interval that is longer than the time since the last report', () => {
  const record = recordAfter(reportOf())
  const long = reportOf({ sequence: 1, intervalMs: 125_000 })
  expect(judge(long, { record, nowMs: 1_005_000 })).toMatchObject({ reason: 'interval-too-long' })
})

it('takes a report that could not be sent for ten minutes, and the ten minutes behind it', () => {
  const record = recordAfter(reportOf())
  const nowMs = 1_605_000
  const late = recordAfter(reportOf({ sequence: 1, deliveries: [delivery(5)] }), { record, nowMs })
  const missed = reportOf({ sequence: 2, intervalMs: 595_000, playedMs: 595_000, deliveries: [delivery(300)] })
  expect(judge(missed, { record: late, nowMs: nowMs + 5000 }).kind).toBe('taken')
})

describe('what a report says that it received from peers', () => {
  const received = (bytes: number) => ({
    peerId: '-SH0100-............',
    ...{ gives: true, received: [{ peerId: '-SH0100-friend......', bytes }], offenders: [] },
  })

  it('counts as long as a picture and what is loaded ahead of it need as much', () => {
    let record = recordAfter(reportOf({ deliveries: [delivery(2)], swarm: received(60 * BYTES_PER_SECOND) }))
    for (let sequence = 1; sequence < 100; sequence++) {
      const report = reportOf({ sequence, deliveries: [delivery(5)], swarm: received(6 * BYTES_PER_SECOND) })
      const judgement = judge(report, { record, nowMs: 1_000_000 + sequence * 5000 })
      expect(judgement).toMatchObject({ kind: 'taken', doubtsReceived: false })
      if (judgement.kind === 'taken') record = judgement.record
    }
  })

  it('is doubted when it is more, and the rest of the report is taken', () => {
    const record = recordAfter(reportOf({ swarm: received(100_000) }))
    const boasting = reportOf({ sequence: 1, swarm: received(80_000_000) })
    expect(judge(boasting, { record, nowMs: 1_005_000 })).toMatchObject({ kind: 'taken', doubtsReceived: true })
  })
})

it.each<[string, 'off' | 'receive-only', Partial<TelemetryReport>]>([
  ['peer bytes', 'off', {}],
  ['uploads', 'off', { deliveries: [], uploadedBytes: 1 }],
  ['uploads', 'receive-only', { uploadedBytes: 1 }],
])('refuses %s of a viewer whose ticket is %s', (_, mode, change) => {
  expect(judge(reportOf(change), { mode })).toMatchObject({ reason: 'peer-bytes-without-p2p' })
})

it('takes the peer bytes of a viewer who switched P2P off within the interval, and no more after', () => {
  const record = recordAfter(reportOf())
  const off = recordAfter(reportOf({ sequence: 1 }), { record, mode: 'off', nowMs: 1_005_000 })
  expect(judge(reportOf({ sequence: 2 }), { record: off, mode: 'off', nowMs: 1_010_000 }).kind).toBe('impossible')
})

it('leaves a latency out that can only come from a wrong clock', () => {
  expect(judge(reportOf({ latencyMs: 7000 }))).toMatchObject({ kind: 'taken', latencyMs: 7000 })
  expect(judge(reportOf({ latencyMs: 3_600_000 }))).toMatchObject({ kind: 'taken', latencyMs: undefined })
})

it('never takes more media or bytes than the clock and the ladder allow, whatever is claimed', () => {
  const claim = fc.record({
    waitMs: fc.integer({ min: 0, max: 30_000 }),
    mediaSeconds: fc.integer({ min: 0, max: 400 }),
    bytes: fc.integer({ min: 0, max: 200_000_000 }),
    name: fc.constantFrom('720p', '360p'),
  })
  fc.assert(
    fc.property(fc.array(claim, { maxLength: 60 }), (claims) => {
      let record: ViewerRecord | undefined
      let nowMs = 1_000_000
      const taken = { seconds: 0, bytes: 0 }
      for (const [sequence, { waitMs, mediaSeconds, bytes, name }] of claims.entries()) {
        nowMs += waitMs
        const deliveries = [delivery(mediaSeconds, bytes, name)]
        const judgement = judge(reportOf({ sequence, intervalMs: 0, playedMs: 0, deliveries }), { record, nowMs })
        if (judgement.kind === 'too-frequent') continue
        record = judgement.record
        if (judgement.kind === 'taken') {
          taken.seconds += mediaSeconds
          taken.bytes += bytes
        }
      }
      const clockSeconds = (nowMs - 1_000_000) / 1000
      expect(taken.seconds).toBeLessThanOrEqual(90 + 1.25 * clockSeconds + 1e-6)
      expect(taken.bytes).toBeLessThanOrEqual((taken.seconds + 12) * 375_000 * 1.3 + 1)
    }),
  )
})
