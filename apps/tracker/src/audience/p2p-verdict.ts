/** Whether P2P does a broadcast good: its viewers beside a control group of the same minutes that plays without it. */

/** Of the viewers of one group in the last minutes: each viewer's share of time spent waiting. */
export type GroupSample = {
  viewers: number
  /** Of all of them together, played and stalled. */
  watchedMs: number
  /** 0 to 1. */
  meanStalled: number
  variance: number
}

export type P2pVerdict = {
  isGood: boolean
  sinceMs: number
  /** Since when it has looked bad without a break; null while it does not. */
  doubtedSinceMs: number | null
  timesOff: number
}

/** With fewer, one viewer's bad Wi-Fi would decide. */
const LEAST_VIEWERS = 5
const LEAST_WATCHED_MS = 600_000
/** What nobody notices is no reason: half a second in a hundred. */
const MARGIN = 0.005
/** One such difference by chance in some seven hundred looks (3 σ), of which most are of overlapping minutes. */
const STANDARD_ERRORS = 3
const DOUBTED_FOR_MS = 120_000
/** Then it is tried again, after twice as long each time: the reason may be gone. */
const OFF_FOR_MS = 1_800_000
const LONGEST_OFF_MS = 14_400_000

export function startVerdict(nowMs: number): P2pVerdict {
  return { isGood: true, sinceMs: nowMs, doubtedSinceMs: null, timesOff: 0 }
}

/** Call each half minute or so. */
export function judgeP2p(
  before: P2pVerdict,
  { swarm, control }: { swarm: GroupSample; control: GroupSample },
  nowMs: number,
): P2pVerdict {
  if (!before.isGood) {
    const offForMs = Math.min(OFF_FOR_MS * 2 ** (before.timesOff - 1), LONGEST_OFF_MS)
    const isOver = nowMs - before.sinceMs >= offForMs
    return isOver ? { ...before, isGood: true, sinceMs: nowMs, doubtedSinceMs: null } : before
  }
  if (!stallsMore(swarm, control)) return before.doubtedSinceMs === null ? before : { ...before, doubtedSinceMs: null }
  const doubtedSinceMs = before.doubtedSinceMs ?? nowMs
  if (nowMs - doubtedSinceMs < DOUBTED_FOR_MS) return { ...before, doubtedSinceMs }
  return { isGood: false, sinceMs: nowMs, doubtedSinceMs: null, timesOff: before.timesOff + 1 }
}

/** By viewers and not by minutes, because one viewer's stalls have one cause; the variance is that of both groups. */
function stallsMore(swarm: GroupSample, control: GroupSample): boolean {
  for (const { viewers, watchedMs } of [swarm, control]) {
    if (viewers < LEAST_VIEWERS || watchedMs < LEAST_WATCHED_MS) return false
  }
  const freedom = swarm.viewers + control.viewers - 2
  const variance = (swarm.variance * (swarm.viewers - 1) + control.variance * (control.viewers - 1)) / freedom
  const standardError = Math.sqrt(variance * (1 / swarm.viewers + 1 / control.viewers))
  return swarm.meanStalled - control.meanStalled > Math.max(MARGIN, STANDARD_ERRORS * standardError)
}

/** Adds viewers up one by one (Welford's method). */
export function sampleGroup(viewers: Iterable<{ playedMs: number; stalledMs: number }>): GroupSample {
  let count = 0
  let watchedMs = 0
  let mean = 0
  let squares = 0
  for (const { playedMs, stalledMs } of viewers) {
    const ownMs = playedMs + stalledMs
    count += 1
    watchedMs += ownMs
    const deviation = stalledMs / ownMs - mean
    mean += deviation / count
    squares += deviation * (stalledMs / ownMs - mean)
  }
  return { viewers: count, watchedMs, meanStalled: mean, variance: count > 1 ? squares / (count - 1) : 0 }
}
