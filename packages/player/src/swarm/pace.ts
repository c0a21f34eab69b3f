/** How fast to play: a viewer who starts with a young broadcast is too near its edge for peers to be of any use. */

/** Slow enough to fall back by a second in about 15 s, and too little to be heard: browsers keep the pitch. */
const BACKING_RATE = 0.93
/** Falling back begins this far from the target and ends close to it, so that the rate does not flutter. */
const BEGIN_SECONDS = 0.8
const END_SECONDS = 0.2

/** The playback rate for the next second; 1 unless there are peers whose help needs more distance to the edge. */
export function selectPlaybackRate(options: {
  latencySeconds: number
  targetSeconds: number
  peers: number
  isBacking: boolean
}): number {
  const { latencySeconds, targetSeconds, peers, isBacking } = options
  if (peers === 0 || latencySeconds <= 0) return 1
  const missingSeconds = targetSeconds - latencySeconds
  return missingSeconds > (isBacking ? END_SECONDS : BEGIN_SECONDS) ? BACKING_RATE : 1
}
