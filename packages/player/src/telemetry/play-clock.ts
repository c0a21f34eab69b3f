/** How long the picture moved and how long it waited, from what the video element says. */

export type ClockState = 'starting' | 'playing' | 'stalled' | 'resting'

/** `resting` is paused, ended or seeking: nobody waits for us. */
export type ClockEvent = 'frame' | 'playing' | 'waiting' | 'paused'

/** A shorter wait is a decoder that was late for a moment, with data at hand: nobody sees it, and it is no stall. */
export const LEAST_STALL_MS = 100

export type PlayTotals = { playedMs: number; stalledMs: number; stalls: number }

export type PlayClock = PlayTotals & {
  state: ClockState
  sinceMs: number
}

/** A wait before the first frame is start-up, not a stall; a pause ends a stall. */
const NEXT: Record<ClockState, Record<ClockEvent, ClockState>> = {
  starting: { frame: 'playing', playing: 'playing', waiting: 'starting', paused: 'starting' },
  playing: { frame: 'playing', playing: 'playing', waiting: 'stalled', paused: 'resting' },
  stalled: { frame: 'stalled', playing: 'playing', waiting: 'stalled', paused: 'resting' },
  resting: { frame: 'resting', playing: 'playing', waiting: 'resting', paused: 'resting' },
}

export function startClock(nowMs: number): PlayClock {
  return { state: 'starting', sinceMs: nowMs, playedMs: 0, stalledMs: 0, stalls: 0 }
}

export function advanceClock(clock: PlayClock, event: ClockEvent, nowMs: number): PlayClock {
  const state = NEXT[clock.state][event]
  if (state === clock.state) return clock
  const totals = readClock(clock, nowMs)
  const wasFlicker = clock.state === 'stalled' && totals.stalls === clock.stalls
  const playedMs = totals.playedMs + (wasFlicker ? nowMs - clock.sinceMs : 0)
  return { ...totals, playedMs, state, sinceMs: nowMs }
}

/** As if so much time had not been. */
export function passOver(clock: PlayClock, ms: number): PlayClock {
  return { ...clock, sinceMs: clock.sinceMs + ms }
}

/** The totals until now. A wait that is still short counts as neither, so that no total ever shrinks. */
export function readClock(clock: PlayClock, nowMs: number): PlayTotals {
  const passedMs = Math.max(0, nowMs - clock.sinceMs)
  const isStall = clock.state === 'stalled' && passedMs >= LEAST_STALL_MS
  return {
    playedMs: clock.playedMs + (clock.state === 'playing' ? passedMs : 0),
    stalledMs: clock.stalledMs + (isStall ? passedMs : 0),
    stalls: clock.stalls + (isStall ? 1 : 0),
  }
}
