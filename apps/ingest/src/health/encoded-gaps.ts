/** Counts the pictures that came and are in no segment, because an encoder was replaced or skipped ahead. Pure. */

import { addMs, elapsedMs } from '../transcode/source-time.ts'

/** Another clock, or a publisher that was away: nothing follows from it. */
const LONGEST_GAP_MS = 30_000

export class EncodedGaps {
  #endMs: number | null = null
  #frames = 0

  get frames(): number {
    return Math.round(this.#frames)
  }

  /** @param sourceTimeMs the publisher's clock at the segment's first picture */
  add({ sourceTimeMs, durationSeconds, frameRate }: Record<'sourceTimeMs' | 'durationSeconds' | 'frameRate', number>) {
    const gapMs = this.#endMs === null ? 0 : elapsedMs(this.#endMs, sourceTimeMs)
    // Less than a picture is rounding.
    if (gapMs > 1000 / frameRate && gapMs < LONGEST_GAP_MS) this.#frames += (gapMs * frameRate) / 1000
    this.#endMs = addMs(sourceTimeMs, durationSeconds * 1000)
  }
}
