/** How fast one connection is read: a burst at once, then so many bytes a second; the rest waits in the sender's TCP. */

export type ReadingPace = {
  /** Milliseconds to wait before more is read, after so many bytes. */
  take(bytes: number, nowMs: number): number
}

export function createReadingPace(pace: { bytesPerSecond: number; burstBytes: number }): ReadingPace {
  let credit = pace.burstBytes
  let lastMs: number | null = null
  return {
    take(bytes, nowMs) {
      const passedMs = Math.max(0, nowMs - (lastMs ?? nowMs)) // less than none where the clock was set back
      const earned = (passedMs / 1000) * pace.bytesPerSecond
      lastMs = nowMs
      credit = Math.min(pace.burstBytes, credit + earned) - bytes
      return credit >= 0 ? 0 : (-credit / pace.bytesPerSecond) * 1000
    },
  }
}
