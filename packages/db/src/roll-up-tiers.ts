/** How coarse roll-ups get with their age. Pure. */

import { SLICE_MS, SLOT_MS } from './roll-up-slots.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** Rows older than the first have slots of the second. */
export type Tier = { olderThanMs: number; slotMs: number }
export const ROLLUP_TIERS: readonly Tier[] = [
  { olderThanMs: 2 * HOUR_MS, slotMs: MINUTE_MS },
  { olderThanMs: 6 * HOUR_MS, slotMs: 5 * MINUTE_MS },
  { olderThanMs: 50 * HOUR_MS, slotMs: 15 * MINUTE_MS },
  { olderThanMs: 8 * DAY_MS, slotMs: 30 * MINUTE_MS },
  { olderThanMs: 32 * DAY_MS, slotMs: HOUR_MS },
]
export const SLICE_TIERS: readonly Tier[] = [
  { olderThanMs: 70 * MINUTE_MS, slotMs: 5 * MINUTE_MS },
  { olderThanMs: 2 * HOUR_MS, slotMs: 10 * MINUTE_MS },
  { olderThanMs: 8 * HOUR_MS, slotMs: HOUR_MS },
  { olderThanMs: 26 * HOUR_MS, slotMs: 6 * HOUR_MS },
  { olderThanMs: 8 * DAY_MS, slotMs: DAY_MS },
]

/** How long the shortest slots are of a time that is so long ago. */
export function slotMsAt(agoMs: number): number {
  return slotMsOf(ROLLUP_TIERS, agoMs) ?? SLOT_MS
}

function slotMsOf(tiers: readonly Tier[], agoMs: number): number | undefined {
  return tiers.findLast(({ olderThanMs }) => agoMs > olderThanMs)?.slotMs
}

/** Where the rows of a time begin: what was made coarser carries the start of its wider slot. */
export function slotStartsOf(sinceMs: number, nowMs: number): { rollup: Date; slice: Date } {
  const agoMs = nowMs - sinceMs
  const startOf = (slotMs: number) => new Date(Math.floor(sinceMs / slotMs) * slotMs)
  return { rollup: startOf(slotMsAt(agoMs)), slice: startOf(slotMsOf(SLICE_TIERS, agoMs) ?? SLICE_MS) }
}
