/** How fast to play: slower when too near the live edge for peers to be of any use, faster when too far behind it. */

/** Little enough not to be heard, for browsers keep the pitch: it gains or loses a second in 15 to 20 s. */
const BACKING_RATE = 0.93
const CHASING_RATE = 1.05
/** A change of rate begins this far from the target and ends close to it, so that the rate does not flutter. */
const BACK_FROM_SECONDS = 0.8
const CHASE_FROM_SECONDS = 0.4
const END_SECONDS = 0.1
/** A stall takes a viewer farther back from the edge for this long. */
export const STALL_REMEMBERED_MS = 60_000
/** With more than this ahead of the playhead it was the machine that had no time, and distance is no help. */
export const STALL_MOST_BUFFERED_SECONDS = 1
/** Shares of the target that must be buffered to begin chasing, and to go on with it. */
const CHASE_FROM_BUFFER = 0.5
const CHASE_ON_BUFFER = 0.35

/** The playback rate for the next second. It is slower than 1 only for peers, whose help needs the distance. */
export function selectPlaybackRate(options: {
  latencySeconds: number
  targetSeconds: number
  /** What lies ahead of the playhead without a gap. */
  bufferSeconds: number
  peers: number
  /** The rate until now. */
  rate: number
}): number {
  const { latencySeconds, targetSeconds, bufferSeconds, peers, rate } = options
  if (latencySeconds <= 0) return 1
  const lateSeconds = latencySeconds - targetSeconds
  if (peers > 0 && -lateSeconds > (rate < 1 ? END_SECONDS : BACK_FROM_SECONDS)) return BACKING_RATE
  const isChasing = rate > 1
  const isLate = lateSeconds > (isChasing ? END_SECONDS : CHASE_FROM_SECONDS)
  const isBuffered = bufferSeconds >= targetSeconds * (isChasing ? CHASE_ON_BUFFER : CHASE_FROM_BUFFER)
  return isLate && isBuffered ? CHASING_RATE : 1
}
