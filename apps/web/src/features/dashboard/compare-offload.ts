/** Whether what players claim and what the origin measured agree, and why they may not. Pure. */

import type { DashboardEvent } from './dashboard-event.ts'

/** The two are said to agree within this many hundredths. */
const AGREES_WITHIN = 0.02
/** A viewer loads some thirty seconds ahead of what it plays; in less watched time than this, that is what one sees. */
const LEAST_PLAYED_MS = 120_000

/** Share of what was delivered that may have come from viewers who say nothing of it: some leave without a word. */
const UNCONFIRMED_WITHIN = 0.05

export type Comparison = { kind: 'nothing' | 'short' | 'agree' | 'more' | 'less' | 'unconfirmed'; points: number }

export function compareOffload({ check, totals }: Pick<DashboardEvent, 'check' | 'totals'>): Comparison {
  const [claimed, measured] = [check.claimed.offload, check.measured.offload]
  if (claimed === null || measured === null) return { kind: 'nothing', points: 0 }
  const difference = claimed - measured
  const points = pointsOf(difference)
  const unconfirmed = unconfirmedShare({ check, totals })
  const isUnconfirmed = unconfirmed > UNCONFIRMED_WITHIN
  if (Math.abs(difference) <= AGREES_WITHIN && !isUnconfirmed) return { kind: 'agree', points }
  if (totals.playedMs < LEAST_PLAYED_MS) return { kind: 'short', points }
  if (Math.abs(difference) <= AGREES_WITHIN) return { kind: 'unconfirmed', points: pointsOf(unconfirmed) }
  return { kind: difference > 0 ? 'more' : 'less', points }
}

/** What is invented on both sides of the first comparison: bytes from peers, of which no other viewer knows. */
function unconfirmedShare({ check: { claimed }, totals }: Pick<DashboardEvent, 'check' | 'totals'>): number {
  const { originBytes, peerBytes } = claimed
  return Math.max(0, peerBytes - totals.uploadedBytes) / (originBytes + peerBytes || 1)
}

function pointsOf(share: number): number {
  return Math.round(Math.abs(share) * 1000) / 10
}

/** As it is shown: what the two counts differ by themselves, with what is on its way, is no share of anybody. */
export function shownOffload(measured: number | null): number | null {
  return measured !== null && Math.abs(measured) <= AGREES_WITHIN ? 0 : measured
}
