/** Whether what players claim and what the origin measured agree, and why they may not. Pure. */

import type { DashboardEvent } from './dashboard-event.ts'

/** The two are said to agree within this many hundredths. */
const AGREES_WITHIN = 0.02
/** A viewer loads some thirty seconds ahead of what it plays; in less watched time than this, that is what one sees. */
const LEAST_PLAYED_MS = 120_000

export type Comparison = { kind: 'nothing' | 'short' | 'agree' | 'more' | 'less'; points: number }

export function compareOffload({ check, totals }: Pick<DashboardEvent, 'check' | 'totals'>): Comparison {
  const [claimed, measured] = [check.claimed.offload, check.measured.offload]
  if (claimed === null || measured === null) return { kind: 'nothing', points: 0 }
  const difference = claimed - measured
  const points = Math.round(Math.abs(difference) * 1000) / 10
  if (Math.abs(difference) <= AGREES_WITHIN) return { kind: 'agree', points }
  if (totals.playedMs < LEAST_PLAYED_MS) return { kind: 'short', points }
  return { kind: difference > 0 ? 'more' : 'less', points }
}

/** As it is shown: what the two counts differ by themselves, with what is on its way, is no share of anybody. */
export function shownOffload(measured: number | null): number | null {
  return measured !== null && Math.abs(measured) <= AGREES_WITHIN ? 0 : measured
}
