/** Which bytes make up a download of one rung, and where on its clock each is. Pure. */

import type { Timeline } from '../hls/timeline.ts'
import { chooseRung } from '../hls/whole-variants.ts'

export type ExportPart = {
  epoch: number
  rung: string
  number: number
  hash: string
  bytes: number
  durationSeconds: number
  /** What its times have to lose, for the download to have no gaps. */
  shiftSeconds: number
}
/** Parts in a row whose decoders are set up alike: by one init segment. */
export type ExportGroup = { epoch: number; rung: string; initHash: string; parts: ExportPart[] }
export type ExportPlan = { groups: ExportGroup[]; seconds: number; bytes: number }

/** Decoding times and the sound's priming are before the first picture: they must not be negative. */
const START_SECONDS = 1
/** Rounded times of segments that follow each other differ by less. */
const SAME_SECONDS = 0.001

/**
 * An epoch that lacks the rung gives its nearest one. One that has no picture is left out of a rung with one: a file
 * whose picture ends in the middle is worse than what is missing.
 * Null for a rung that no epoch has, or when nothing of it is kept.
 */
export function planExport(timeline: Timeline, rung: string): ExportPlan | null {
  const wanted = [...timeline.epochs.values()].flatMap(({ variants }) => variants).findLast(({ name }) => name === rung)
  if (!wanted) return null
  const rungOf = chooseRung(wanted, timeline.epochs)
  const groups: ExportGroup[] = []
  let seconds = 0
  let bytes = 0
  for (const { segment, isGone } of timeline.entries) {
    const { epoch, number, startSeconds, durationSeconds } = segment
    const chosen = rungOf(segment)
    const part = chosen === null ? undefined : segment.parts[chosen]
    if (isGone || chosen === null || !part || (wanted.height !== null && part.videoBytes === 0)) continue
    const shift = startSeconds - START_SECONDS - seconds
    const { hash, initHash } = part
    const group = groupFor(groups, { epoch, rung: chosen, initHash })
    const last = group.parts.at(-1) ?? groups.at(-2)?.parts.at(-1)
    // Segments in a row move alike: rounding each by itself would tear sound that belongs together.
    const shiftSeconds = last && Math.abs(last.shiftSeconds - shift) < SAME_SECONDS ? last.shiftSeconds : shift
    group.parts.push({ epoch, rung: chosen, number, hash, bytes: part.bytes, durationSeconds, shiftSeconds })
    seconds += durationSeconds
    bytes += part.bytes
  }
  return groups.length === 0 ? null : { groups, seconds, bytes }
}

function groupFor(groups: ExportGroup[], start: Omit<ExportGroup, 'parts'>): ExportGroup {
  const last = groups.at(-1)
  if (last?.initHash === start.initHash) return last
  const group = { ...start, parts: [] }
  groups.push(group)
  return group
}
