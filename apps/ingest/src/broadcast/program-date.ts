/** Which time of day a segment's playlist row tells: the clock's, unless that was set back. Pure. */

import type { IndexedSegment } from '../hls/timeline.ts'

/** Of the media's own pace: dates go on a little slower after the clock was set back, so that both meet again. */
const LEAST_PACE = 0.95

/** @returns Unix milliseconds, later than the segment's before it */
export function programDateMs(
  clockMs: number,
  before: Pick<IndexedSegment, 'programDateTimeMs' | 'durationSeconds'> | null,
): number {
  if (!before) return Math.round(clockMs)
  const leastMs = before.programDateTimeMs + Math.max(1, 1000 * before.durationSeconds * LEAST_PACE)
  return Math.round(Math.max(clockMs, leastMs))
}
