/** Sorts slices by a column; what has no value comes last, whichever way. Pure. */

import type { DashboardSlice } from './dashboard-event.ts'
import { rebufferRatio } from './rebuffer-band.ts'

export type SortColumn = 'name' | 'delivered' | 'offload' | 'watched' | 'rebuffer' | 'firstFrame' | 'latency' | 'peak'

export function columnValue(slice: DashboardSlice, column: SortColumn): number | null {
  const delivered = slice.originBytes + slice.peerBytes
  switch (column) {
    case 'name':
      return null
    case 'delivered':
      return delivered
    case 'offload':
      return delivered > 0 ? slice.peerBytes / delivered : null
    case 'watched':
      return slice.playedMs
    case 'rebuffer':
      return rebufferRatio(slice)
    case 'firstFrame':
      return slice.firstFrameMs
    case 'latency':
      return slice.latencyMs
    case 'peak':
      return slice.peakViewers ?? null
  }
}

export function sortSlices(
  slices: readonly DashboardSlice[],
  { column, isUp }: { column: SortColumn; isUp: boolean },
  nameOf: (slice: DashboardSlice) => string,
): DashboardSlice[] {
  const sign = isUp ? 1 : -1
  return slices.toSorted((a, b) => {
    if (column === 'name') return sign * nameOf(a).localeCompare(nameOf(b))
    const [left, right] = [columnValue(a, column), columnValue(b, column)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return sign * (left - right)
  })
}
