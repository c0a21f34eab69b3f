/** How far behind the live edge to play, so that peers have the time that their uplinks need (swarm.md, the model). */

import { hopSeconds } from './election.ts'
import { selectPanicSeconds } from './origin-plan.ts'

/** In target durations: three are what hls.js itself keeps, five are as far as a live broadcast should be behind. */
const LEAST_TARGETS = 3
const MOST_TARGETS = 5
/** Were it less, segments of 1 s would have no time to pass from peer to peer. */
const LEAST_SECONDS = 3.8
/** Share of the time for peers that a segment may need to reach everybody. */
const SAFE_SHARE = 0.8
/** Share of a swarm that may seed each segment for the plan's sake. */
const SEEDER_SHARE = 0.02
/** A typical 2 s segment of a middle rung. */
const USUAL_PIECES = 10
const USUAL_UPLINK_RATIO = 3
const LEAST_UPLINK_RATIO = 0.2

/** Viewers of a rung, and their mean uplink in bit rates of it, where that is known. */
export type SwarmSize = { size: number; uplinkRatio: number | null }

/** Seconds to the end of the newest listed segment; a swarm that nothing is known of gets the least. */
export function selectLiveSyncSeconds(options: { segmentSeconds: number; swarm: SwarmSize | null }): number {
  const { segmentSeconds, swarm } = options
  const leastSeconds = Math.max(LEAST_TARGETS * segmentSeconds, LEAST_SECONDS)
  if (!swarm || swarm.size < 2) return leastSeconds
  const ratio = Math.max(LEAST_UPLINK_RATIO, swarm.uplinkRatio ?? USUAL_UPLINK_RATIO)
  const pushSeconds = segmentSeconds / ratio
  const seeders = Math.max(1, swarm.size * SEEDER_SHARE)
  const spreadSeconds =
    pushSeconds / seeders + hopSeconds({ viewersASeeder: swarm.size / seeders, pushSeconds, pieces: USUAL_PIECES })
  const panicSeconds = selectPanicSeconds({ fetchSeconds: 0, spreadSeconds: 0, latenessSeconds: 0 }, 1)
  const wantedSeconds = segmentSeconds + panicSeconds + spreadSeconds / SAFE_SHARE
  const mostSeconds = Math.max(leastSeconds, MOST_TARGETS * segmentSeconds)
  return Math.min(mostSeconds, Math.max(leastSeconds, Math.round(wantedSeconds * 10) / 10))
}
