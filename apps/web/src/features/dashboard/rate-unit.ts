/** The unit that a chart's rates are drawn in: one for all of it, so that its scale stays short. Pure. */

import type { DashboardPoint } from './dashboard-event.ts'

export type RateUnit = { name: string; bits: number }

/** By the highest point. */
export function selectRateUnit(
  points: readonly Pick<DashboardPoint, 'originBytes' | 'peerBytes' | 'coveredMs'>[],
): RateUnit {
  const rates = points.map(({ originBytes, peerBytes, coveredMs }) => ((originBytes + peerBytes) * 8000) / coveredMs)
  const highest = Math.max(0, ...rates)
  if (highest >= 2e9) return { name: 'Gbit/s', bits: 1e9 }
  return highest >= 2e6 ? { name: 'Mbit/s', bits: 1e6 } : { name: 'kbit/s', bits: 1e3 }
}
