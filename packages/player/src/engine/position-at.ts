/** Where on a playlist's timeline a moment of the wall clock is. Pure. */

type DatedFragment = { start: number; duration: number; programDateTime: number | null }

/** How much of a segment is kept ahead, so that what starts there does start. */
const LEAD_SECONDS = 0.1

/**
 * Seconds on the playlist's timeline for `atMs` (Unix milliseconds). In a gap it is where the picture goes on; before
 * the first fragment, or after the last, it is there. Null where the playlist has no dates.
 */
export function positionAt(fragments: readonly DatedFragment[], atMs: number): number | null {
  let latest: number | null = null
  for (const { start, duration, programDateTime } of fragments) {
    if (programDateTime === null) continue
    const offset = (atMs - programDateTime) / 1000
    if (offset < 0) return latest !== null && latest > start ? latest : start
    latest = start + Math.min(offset, Math.max(0, duration - LEAD_SECONDS))
    if (offset < duration) return latest
  }
  return latest
}
