/** Fewer, wider points for a long range, so that the chart stays a chart. Pure. */

import type { DashboardPoint } from './dashboard-event.ts'

/** Bytes add up, viewers are the most at one time; `offload` follows from the bytes. */
export function mergePoints(
  points: readonly DashboardPoint[],
  { slotMs, atMost }: { slotMs: number; atMost: number },
): { spanMs: number; points: DashboardPoint[] } {
  const width = Math.max(1, Math.ceil(points.length / atMost))
  const merged: DashboardPoint[] = []
  // only whole groups, the newest ones: a part of one would look like a fall
  for (let from = points.length % width; from < points.length; from += width) {
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

/** Slots at the end whose reports have not come in would look like a fall to nothing. At most two are left out. */
export function dropUnfinished(points: readonly DashboardPoint[]): readonly DashboardPoint[] {
  const isEmpty = (point: DashboardPoint | undefined) =>
    point !== undefined && point.originBytes + point.peerBytes === 0
  // the last slot is not over: what it holds is a part
  const whole = points.slice(0, -1)
  return isEmpty(whole.at(-1)) && !isEmpty(whole.at(-2)) ? whole.slice(0, -1) : whole
}

function sum(points: readonly DashboardPoint[], field: 'originBytes' | 'peerBytes' | 'measuredOriginBytes'): number {
  return points.reduce((total, point) => total + point[field], 0)
}
