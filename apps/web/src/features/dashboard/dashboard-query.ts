/** What somebody wants to see of the dashboard: which time, and of which channel or broadcast. Pure. */

import { SLOT_MS } from '@shoal/db/roll-up-slots'
import { slotMsAt } from '@shoal/db/roll-up-tiers'
import { z } from 'zod'

export const dashboardRangeSchema = z.enum(['now', 'hour', 'day', 'month', 'custom', 'broadcast'])

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const LONGEST_MS = 400 * DAY_MS
const LENGTHS = { now: 15 * MINUTE_MS, hour: HOUR_MS, day: DAY_MS, month: 30 * DAY_MS }

export const dashboardQuerySchema = z.object({
  /** `broadcast` is the whole of one, and needs `broadcast`; `custom` needs `from` and `to`. */
  range: dashboardRangeSchema.default('now'),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  /** Slug. */
  channel: z.string().max(64).optional(),
  broadcast: z
    .string()
    .regex(/^[a-z0-9]{12,32}$/)
    .optional(),
})
export type DashboardQuery = z.infer<typeof dashboardQuerySchema>
const NAMES = dashboardQuerySchema.keyof().options

/** What the fields say together; the API answers with the field that is wrong. */
export function checkQuery(
  { range, from, to, broadcast }: DashboardQuery,
  nowMs: number,
): { path: string; problem: string } | null {
  if (range === 'broadcast' && broadcast === undefined)
    return { path: 'broadcast', problem: 'is wanted for this range' }
  if (range !== 'custom') return null
  if (from === undefined) return { path: 'from', problem: 'is wanted for this range' }
  if (to === undefined) return { path: 'to', problem: 'is wanted for this range' }
  if (Date.parse(from) >= nowMs) return { path: 'from', problem: 'must be in the past' }
  const lengthMs = Date.parse(to) - Date.parse(from)
  if (lengthMs < SLOT_MS) return { path: 'to', problem: 'must be at least ten seconds after the start' }
  if (lengthMs > LONGEST_MS) return { path: 'to', problem: 'must be at most 400 days after the start' }
  return null
}

export type Period = {
  fromMs: number
  toMs: number
  /** It goes on until now, and moves with it. */
  isLive: boolean
  /** The length of a chart's points. */
  spanMs: number
}

/** The broadcast's own time is that of the range `broadcast`. */
export function periodOf(
  query: DashboardQuery,
  { nowMs, broadcast }: { nowMs: number; broadcast: { startedAtMs: number; endedAtMs: number | null } | null },
): Period {
  const bounded = (fromMs: number, toMs: number, isLive: boolean): Period => {
    return { fromMs, toMs, isLive, spanMs: selectSpan(toMs - fromMs, nowMs - fromMs) }
  }
  if (query.range === 'broadcast' && broadcast) {
    const { startedAtMs, endedAtMs } = broadcast
    // reports of its last seconds come in after its end
    return bounded(startedAtMs, endedAtMs === null ? nowMs : Math.min(nowMs, endedAtMs + MINUTE_MS), endedAtMs === null)
  }
  if (query.range === 'custom') {
    const toMs = Math.min(Date.parse(query.to ?? ''), nowMs)
    return bounded(Math.min(Date.parse(query.from ?? ''), toMs - SLOT_MS), toMs, false)
  }
  const lengthMs = LENGTHS[query.range === 'broadcast' ? 'now' : query.range]
  return bounded(nowMs - lengthMs, nowMs, true)
}

const POINTS_AT_MOST = 240
const SPANS_MS = [
  ...[1, 2, 3, 6, 12, 30].map((slots) => slots * SLOT_MS),
  ...[10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12, 24, 48].map((hours) => hours * HOUR_MS),
]

/** Few enough points for a chart, and none shorter than what is kept of a time so long ago. */
export function selectSpan(lengthMs: number, agoMs: number): number {
  const least = Math.max(lengthMs / POINTS_AT_MOST, slotMsAt(agoMs))
  return SPANS_MS.find((span) => span >= least) ?? 48 * HOUR_MS
}

/** The same time of another channel, or of all; what was asked of one broadcast is asked of now. */
export function ofChannel(query: DashboardQuery, channel: string): DashboardQuery {
  const { channel: _, broadcast, ...rest } = query
  const time: DashboardQuery = rest.range === 'broadcast' ? { range: 'now' } : rest
  return { ...time, ...(channel && { channel }) }
}

/** As an address has it, the same for the same question; what is not said is left out. */
export function queryString(query: DashboardQuery): string {
  const given = NAMES.flatMap((name) => (query[name] ? [[name, query[name]]] : []))
  return new URLSearchParams(given).toString()
}

export function isSameQuery(one: DashboardQuery, other: DashboardQuery): boolean {
  return queryString(one) === queryString(other)
}
