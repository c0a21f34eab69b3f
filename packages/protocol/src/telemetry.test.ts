import { expect, it } from 'vitest'
import { TELEMETRY_MAX_BYTES, type TelemetryReport, telemetryReportSchema } from './telemetry.ts'

const report: TelemetryReport = {
  version: 1,
  ticket: 'a.b.c',
  sequence: 0,
  intervalMs: 5000,
  deliveries: [{ epoch: 1, rung: '720p', originBytes: 400_000, peerBytes: 800_000, mediaSeconds: 6 }],
  uploadedBytes: 0,
  rejectedSegments: 0,
  playedMs: 5000,
  stalledMs: 0,
  stalls: 0,
  peers: 2,
}

it('takes a plain report', () => {
  expect(telemetryReportSchema.parse(report)).toEqual(report)
})

it.each([
  ['a negative count', { uploadedBytes: -1 }],
  ['a fraction of a byte', { uploadedBytes: 0.5 }],
  ['infinity', { playedMs: Number.POSITIVE_INFINITY }],
  ['a word in place of a number', { stalls: '3' }],
  ['an unknown field', { address: '192.0.2.1' }],
  ['another version', { version: 2 }],
  ['a rung that is a path', { deliveries: [{ ...report.deliveries[0], rung: '../720p' }] }],
  ['hundreds of rungs', { deliveries: Array(100).fill(report.deliveries[0]) }],
])('refuses %s', (_, change) => {
  expect(telemetryReportSchema.safeParse({ ...report, ...change }).success).toBe(false)
})

it('has room for a report with every list full', () => {
  const peerId = '"\\'.repeat(10)
  const bytes = 10_000_000_000
  const full: TelemetryReport = {
    ...report,
    ticket: 'x'.repeat(2048),
    deliveries: Array(12).fill({
      epoch: 99_999,
      rung: '1080p60',
      originBytes: bytes,
      peerBytes: bytes,
      mediaSeconds: 0.1,
    }),
    swarm: {
      ...{ peerId, uplinkKbps: 10_000_000, gives: true, asked: Array(40).fill(peerId) },
      ...{ received: Array(40).fill({ peerId, bytes }), askers: Array(40).fill({ peerId, bytes }) },
      offenders: Array(10).fill({ peerId, offence: 'corrupt' }),
    },
  }
  expect(telemetryReportSchema.parse(full)).toEqual(full)
  expect(JSON.stringify(full).length).toBeLessThanOrEqual(TELEMETRY_MAX_BYTES)
})
