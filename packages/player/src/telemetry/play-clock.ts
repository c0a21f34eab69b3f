/** How long the picture moved and how long it waited, from what the video element says. */

export type ClockState = 'starting' | 'playing' | 'stalled' | 'resting'

/** `resting` is paused, ended or seeking: nobody waits for us. */
export type ClockEvent = 'frame' | 'playing' | 'waiting' | 'paused'

export type PlayClock = {
  state: ClockState
  sinceMs: number
  playedMs: number
  stalledMs: number
  stalls: number
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
  const counted = readClock(clock, nowMs)
  const stalls = clock.stalls + (state === 'stalled' && clock.state !== 'stalled' ? 1 : 0)
  return { ...counted, state, stalls, sinceMs: nowMs }
}

/** The same clock with the time until now counted. */
export function readClock(clock: PlayClock, nowMs: number): PlayClock {
  const passedMs = Math.max(0, nowMs - clock.sinceMs)
  return {
    ...clock,
    sinceMs: nowMs,
    playedMs: clock.playedMs + (clock.state === 'playing' ? passedMs : 0),
    stalledMs: clock.stalledMs + (clock.state === 'stalled' ? passedMs : 0),
  }
}
