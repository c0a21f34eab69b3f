/** Where segments end: at key frames of the reference rung, none later than it has to be. */

/** Seconds of the run's clock. */
export type Cut = { startSeconds: number; endSeconds: number }
type Group = Cut & { frameSeconds: number }

/** Over the wanted length that a segment may be: rounding, and frames that come a little late. */
const SLACK_SECONDS = 0.1
const ALIGNED_FRAMES = 1.5
/** A picture that stands for long says nothing about how exact key frames are. */
const LONGEST_FRAME_SECONDS = 0.1
const LARGEST_ESTIMATE_ERROR_SECONDS = 0.25
const LARGEST_ESTIMATE_ERROR = 0.4

/**
 * Takes the reference's groups as they come, and says which segments end with them. A segment is over when one more
 * group as long as the last would make it too long; a group that is too long by itself is a segment by itself.
 */
export class CutRule {
  readonly #mostSeconds: number
  #startSeconds: number | null = null

  constructor(segmentSeconds: number) {
    this.#mostSeconds = segmentSeconds + SLACK_SECONDS
  }

  add({ startSeconds, endSeconds }: Cut): Cut[] {
    const cuts: Cut[] = []
    if (this.#startSeconds !== null && endSeconds - this.#startSeconds > this.#mostSeconds) {
      cuts.push({ startSeconds: this.#startSeconds, endSeconds: startSeconds })
      this.#startSeconds = null
    }
    const start = this.#startSeconds ?? startSeconds
    const isOver = 2 * endSeconds - startSeconds - start > this.#mostSeconds
    if (isOver) cuts.push({ startSeconds: start, endSeconds })
    this.#startSeconds = isOver ? null : start
    return cuts
  }
}

/** How far a rung's key frame may be from the reference's. */
export function alignmentSeconds(reference: Group, rung: Group): number {
  const frameSeconds = Math.max(reference.frameSeconds, rung.frameSeconds)
  return ALIGNED_FRAMES * Math.min(frameSeconds, LONGEST_FRAME_SECONDS)
}

/**
 * How many of a rung's first groups make up a segment that ends there; null while they do not reach that far. Where the
 * source has left pictures out, only the next group tells where one ends: encoders give what comes after the gap
 * decoding times from before it.
 */
export function countGroups(groups: readonly Group[], endSeconds: number): number | 'overshot' | null {
  for (const [i, group] of groups.entries()) {
    const next = groups[i + 1]
    const groupEnd = next?.startSeconds ?? group.endSeconds
    const error = estimateErrorSeconds(group)
    if (groupEnd > endSeconds + error) return next ? 'overshot' : null
    if (groupEnd >= endSeconds - error) return i + 1
  }
  return null
}

/** A group's end is the next one's start as well as it can be told before that one is there. */
function estimateErrorSeconds({ startSeconds, endSeconds, frameSeconds }: Group): number {
  const error = Math.min(LARGEST_ESTIMATE_ERROR_SECONDS, LARGEST_ESTIMATE_ERROR * (endSeconds - startSeconds))
  return Math.max(error, ALIGNED_FRAMES * Math.min(frameSeconds, LONGEST_FRAME_SECONDS))
}
