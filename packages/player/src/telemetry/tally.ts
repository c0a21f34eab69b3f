/** What has happened since the last report, added up until the next is composed. */

import type { Delivery, TelemetryReport } from '@shoal/protocol/telemetry'

/** The counts of a report: everything in it that can be added. */
export type Counts = Pick<
  TelemetryReport,
  'intervalMs' | 'deliveries' | 'uploadedBytes' | 'rejectedSegments' | 'playedMs' | 'stalledMs' | 'stalls'
>

/** More rungs than a report may hold never happen within an honest interval. */
const MOST_DELIVERIES = 12

export const NO_COUNTS: Counts = {
  intervalMs: 0,
  deliveries: [],
  uploadedBytes: 0,
  rejectedSegments: 0,
  playedMs: 0,
  stalledMs: 0,
  stalls: 0,
}

export function addCounts(a: Counts, b: Partial<Counts>): Counts {
  return {
    intervalMs: a.intervalMs + (b.intervalMs ?? 0),
    deliveries: (b.deliveries ?? []).reduce(addDelivery, a.deliveries),
    uploadedBytes: a.uploadedBytes + (b.uploadedBytes ?? 0),
    rejectedSegments: a.rejectedSegments + (b.rejectedSegments ?? 0),
    playedMs: a.playedMs + (b.playedMs ?? 0),
    stalledMs: a.stalledMs + (b.stalledMs ?? 0),
    stalls: a.stalls + (b.stalls ?? 0),
  }
}

function addDelivery(deliveries: Delivery[], one: Delivery): Delivery[] {
  const at = deliveries.findIndex(({ epoch, rung }) => epoch === one.epoch && rung === one.rung)
  const same = deliveries[at]
  if (!same) return deliveries.length < MOST_DELIVERIES ? [...deliveries, one] : deliveries
  return deliveries.with(at, {
    ...same,
    originBytes: same.originBytes + one.originBytes,
    peerBytes: same.peerBytes + one.peerBytes,
    mediaSeconds: same.mediaSeconds + one.mediaSeconds,
  })
}

/** Whole milliseconds, as the report wants them. */
export function roundCounts(counts: Counts): Counts {
  return {
    ...counts,
    intervalMs: Math.round(counts.intervalMs),
    playedMs: Math.round(counts.playedMs),
    stalledMs: Math.round(counts.stalledMs),
  }
}
