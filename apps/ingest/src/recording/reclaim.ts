/** What can go when the disk runs low, and in which order. Pure. */

import type { IndexedSegment } from '../hls/timeline.ts'
import { segmentBytes } from './journal.ts'

export type Reclaimable = {
  kind: 'leftover' | 'rewind' | 'export'
  /** When it was made, Unix milliseconds: the oldest goes first. */
  atMs: number
  bytes: number
  drop(): void
}

/**
 * 1. Leftovers: broadcasts that have ended and were not recorded. They are on the disk for minutes anyway.
 * 2. Rewind: the oldest segment of all live broadcasts that are not recorded, then the next, across all of them.
 * 3. Downloads: whoever wants one has it made again.
 *
 * A recording is none of these: its oldest part is as much of it as its newest, and nobody gets it back. Neither is the
 * live window. The early hours of a live broadcast that is recorded are its recording, though viewers rewind into them.
 */
const ORDER: readonly Reclaimable['kind'][] = ['leftover', 'rewind', 'export']

/** The first of all in that order that together have `neededBytes`, or all there are. */
export function selectReclaimed(candidates: readonly Reclaimable[], neededBytes: number): Reclaimable[] {
  const selected: Reclaimable[] = []
  let bytes = 0
  const inOrder = candidates.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.atMs - b.atMs)
  for (const candidate of inOrder) {
    if (bytes >= neededBytes) break
    selected.push(candidate)
    bytes += candidate.bytes
  }
  return selected
}

/** Viewers of the live edge fetch what has just left the list. */
const LINGER_SECONDS = 30

/** The segments of a live broadcast that are older than its live window. */
export function listRewind(
  segments: Iterable<IndexedSegment>,
  { windowSeconds, dropBefore }: { windowSeconds: number; dropBefore(number: number): void },
): Reclaimable[] {
  const all = [...segments]
  const last = all.at(-1)
  if (!last) return []
  const windowStart = last.startSeconds + last.durationSeconds - windowSeconds - LINGER_SECONDS
  return all
    .filter(({ startSeconds, durationSeconds }) => startSeconds + durationSeconds <= windowStart)
    .map((segment) => ({
      kind: 'rewind',
      atMs: segment.programDateTimeMs,
      bytes: segmentBytes(segment),
      drop: () => dropBefore(segment.number + 1),
    }))
}
