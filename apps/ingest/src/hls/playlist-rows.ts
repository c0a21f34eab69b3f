/** Turns what a broadcast has into the rows of one rung's playlist. Pure. */

import type { IndexedPart, IndexedSegment, TimelineEntry } from './timeline.ts'

export type PlaylistRow = {
  uri: string
  /** Null where segments need none. */
  initUri: string | null
  durationSeconds: number
  /** Unix milliseconds; null for what was never there. */
  programDateTimeMs: number | null
  isDiscontinuity: boolean
  /** In the list for the numbering's sake: there is nothing to fetch (RFC 8216bis, 4.4.4.7). */
  isGap: boolean
  /** Of the segment's pieces; null where none is known, or the playlist's readers have no use for it. */
  pieceRoot: string | null
}

/** What stands for a rung in an epoch, which may be another one. */
export type RungChoice = (segment: IndexedSegment) => string | null

export type RowOptions = {
  entries: readonly TimelineEntry[]
  rungOf: RungChoice
  /** From the playlist's folder to that of the rung, with a slash at its end, or nothing. */
  folderOf: (epoch: number, rung: string) => string
  /** For players that give each other pieces. */
  hasPieceRoots?: boolean
}

/** An EXTINF of 0 is more than players expect. */
const NO_SECONDS = 0.001

/** With a gap for each number that is missing: a segment's media sequence number is its number. */
export function liveRows(options: RowOptions): PlaylistRow[] {
  const rows: PlaylistRow[] = []
  let before: TimelineEntry | null = null
  for (const entry of options.entries) {
    const row = rowOf(entry, options)
    if (!row) continue
    if (before) rows.push(...missingRows(before, entry, row))
    rows.push({ ...row, isDiscontinuity: before !== null && before.stretch !== entry.stretch })
    before = entry
  }
  return rows
}

/** Of numbers that are in no index, for they were lost with an earlier run of this program. */
function missingRows(before: TimelineEntry, after: TimelineEntry, row: PlaylistRow): PlaylistRow[] {
  const from = before.segment.number + 1
  const count = after.segment.number - from
  const missingSeconds = after.segment.startSeconds - before.segment.startSeconds - before.segment.durationSeconds
  // The clock starts anew after a discontinuity: then they take no time.
  const durationSeconds = before.stretch === after.stretch ? Math.max(NO_SECONDS, missingSeconds / count) : NO_SECONDS
  const gap = { durationSeconds, programDateTimeMs: null, isDiscontinuity: false, isGap: true, pieceRoot: null }
  return Array.from({ length: count }, (_, i) => ({ ...row, ...gap, uri: `${from + i}.gone` }))
}

/** Without what is missing: what follows a gap follows at once. */
export function recordingRows(options: RowOptions): PlaylistRow[] {
  const rows: PlaylistRow[] = []
  let before: TimelineEntry | null = null
  for (const entry of options.entries) {
    const row = entry.isGone ? null : rowOf(entry, options)
    if (!row) continue
    const isNext = before?.stretch === entry.stretch && before.segment.number + 1 === entry.segment.number
    rows.push({ ...row, isDiscontinuity: before !== null && !isNext })
    before = entry
  }
  return rows
}

function rowOf(
  { segment, isGone }: TimelineEntry,
  { rungOf, folderOf, hasPieceRoots }: RowOptions,
): PlaylistRow | null {
  const rung = rungOf(segment)
  const part: IndexedPart | undefined = rung === null ? undefined : segment.parts[rung]
  if (rung === null || !part) return null
  const folder = folderOf(segment.epoch, rung)
  return {
    uri: `${folder}${segment.number}-${part.hash}.m4s`,
    initUri: `${folder}init-${part.initHash}.mp4`,
    durationSeconds: segment.durationSeconds,
    programDateTimeMs: segment.programDateTimeMs,
    isDiscontinuity: false,
    isGap: isGone,
    pieceRoot: (hasPieceRoots && !isGone && part.pieceRoot) || null,
  }
}
