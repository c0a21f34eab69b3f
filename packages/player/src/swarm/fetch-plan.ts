/** How far ahead of the playhead the origin may be asked right now: the loader knows only this one window. */

import { SEEDER_STEP_MS } from './settings.ts'

/** A segment that is still to come, in the order of play. */
export type AwaitedSegment = {
  startSeconds: number
  /** When this viewer first saw it in the playlist. */
  seenAtMs: number
  /** Our place in the election (0: we are its seeder). */
  rank: number
  state: 'missing' | 'from-peer' | 'from-origin'
}

export type FetchPlan = {
  highDemandSeconds: number
  /** When to look again, because a segment becomes ours to fetch; `null` when only an event can change the plan. */
  lookAgainInMs: number | null
}

/** The seeder's segment must not be just out of reach. */
const REACH_MARGIN_SECONDS = 0.1

/**
 * The window is the panic value, stretched over the leading segments that are ours to fetch. It stops at the first one
 * that is not: the loader would take a segment away from the peer that is sending it.
 */
export function planFetch(options: {
  nowMs: number
  positionSeconds: number
  panicSeconds: number
  /** Time between two polls of the playlist: its target duration. */
  pollSeconds: number
  awaited: readonly AwaitedSegment[]
}): FetchPlan {
  let highDemandSeconds = options.panicSeconds
  for (const segment of options.awaited) {
    const aheadSeconds = segment.startSeconds - options.positionSeconds
    if (aheadSeconds <= options.panicSeconds || segment.state === 'from-origin') continue
    const panicInMs = (aheadSeconds - options.panicSeconds) * 1000
    if (segment.state === 'from-peer') return { highDemandSeconds, lookAgainInMs: panicInMs }
    const patienceMs = segment.rank === 0 ? 0 : options.pollSeconds * 1000 + (segment.rank - 1) * SEEDER_STEP_MS
    const dueInMs = segment.seenAtMs + patienceMs - options.nowMs
    if (dueInMs > 0) return { highDemandSeconds, lookAgainInMs: Math.min(dueInMs, panicInMs) }
    highDemandSeconds = aheadSeconds + REACH_MARGIN_SECONDS
  }
  return { highDemandSeconds, lookAgainInMs: null }
}
