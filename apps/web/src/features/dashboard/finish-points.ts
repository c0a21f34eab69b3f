/** Cuts a chart off where everybody has reported: what comes after would look like a fall. Pure. */

import { SLOT_MS } from '@shoal/db/roll-up-slots'
import { TELEMETRY_INTERVAL_MS } from '@shoal/protocol/telemetry'
import type { DashboardPoint } from './dashboard-event.ts'

/** Then a viewer's report of a time is in the database: its interval, the way, and the next write of the sums. */
const TOLD_AFTER_MS = TELEMETRY_INTERVAL_MS + 3000

/** The end of the last slot that is over and of which every viewer has told. */
export function settledAt(nowMs: number): number {
  return Math.floor((nowMs - TOLD_AFTER_MS) / SLOT_MS) * SLOT_MS
}

export function finishPoints(
  points: readonly Omit<DashboardPoint, 'coveredMs'>[],
  { spanMs, untilMs }: { spanMs: number; untilMs: number },
): DashboardPoint[] {
  return points.flatMap((point) => {
    const coveredMs = Math.min(spanMs, untilMs - point.atMs)
    return coveredMs >= SLOT_MS ? [{ ...point, coveredMs }] : []
  })
}
