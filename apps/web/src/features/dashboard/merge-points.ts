/** Fewer, wider points for a long range, so that the chart stays a chart. Pure. */

import type { DashboardPoint } from './dashboard-event.ts'

/** Bytes add up, viewers are the most at one time; `offload` follows from the bytes. */
export function mergePoints(
  points: readonly DashboardPoint[],
  { slotMs, atMost }: { slotMs: number; atMost: number },
): { spanMs: number; points: DashboardPoint[] } {
  const width = Math.max(1, Math.ceil(points.length / atMost))
  const merged: DashboardPoint[] = []
  for (let from = 0; from < points.length; from += width) {
    const group = points.slice(from, from + width)
    const originBytes = sum(group, 'originBytes')
    const peerBytes = sum(group, 'peerBytes')
    const total = originBytes + peerBytes
    merged.push({
      atMs: group[0]?.atMs ?? 0,
      viewers: Math.max(...group.map((point) => point.viewers)),
      originBytes,
      peerBytes,
      offload: total > 0 ? peerBytes / total : null,
      measuredOriginBytes: sum(group, 'measuredOriginBytes'),
    })
  }
  return { spanMs: width * slotMs, points: merged }
}

function sum(points: readonly DashboardPoint[], field: 'originBytes' | 'peerBytes' | 'measuredOriginBytes'): number {
  return points.reduce((total, point) => total + point[field], 0)
}
