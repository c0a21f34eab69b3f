/** Listens to a video element for the first frame and for stalls, and keeps the play clock. */

import {
  advanceClock,
  type ClockEvent,
  LEAST_STALL_MS,
  type PlayTotals,
  passOver,
  readClock,
  startClock,
} from './play-clock.ts'

/** Reports ask each few seconds; of a page in the background, browsers let a timer come each minute. */
const ASLEEP_MS = 90_000

export type PictureListener = {
  onFirstFrame(afterMs: number): void
  onStall(): void
  onStallOver(lastedMs: number): void
}

export type Picture = {
  totals(): PlayTotals
  firstFrameMs(): number | undefined
  /** The clock stands still from here on. */
  stop(): void
}

export function watchPicture(video: HTMLVideoElement, listener: PictureListener): Picture {
  const startedAtMs = performance.now()
  const listening = new AbortController()
  let clock = startClock(startedAtMs)
  let lookedAtMs = startedAtMs
  let firstFrameMs: number | undefined
  let stallTimer: ReturnType<typeof setTimeout> | undefined

  /** The time. Nothing plays, and nobody waits, while the device sleeps or the browser has frozen the page. */
  function look(): number {
    const nowMs = performance.now()
    const sinceMs = nowMs - lookedAtMs
    if (sinceMs > ASLEEP_MS) clock = passOver(clock, sinceMs)
    lookedAtMs = nowMs
    return nowMs
  }

  function advance(event: ClockEvent): void {
    const nowMs = look()
    const before = clock
    clock = advanceClock(before, event, nowMs)
    if (clock === before) return
    clearTimeout(stallTimer)
    if (clock.state === 'stalled') stallTimer = setTimeout(listener.onStall, LEAST_STALL_MS)
    if (clock.stalls > before.stalls) listener.onStallOver(Math.round(clock.sinceMs - before.sinceMs))
  }

  function firstFrame(): void {
    if (firstFrameMs !== undefined || signal.aborted) return
    firstFrameMs = Math.round(performance.now() - startedAtMs)
    listener.onFirstFrame(firstFrameMs)
  }

  const { signal } = listening
  const on = (name: keyof HTMLMediaElementEventMap, listen: () => void) =>
    video.addEventListener(name, listen, { signal })
  on('playing', () => {
    advance('playing')
    if (!('requestVideoFrameCallback' in video) || video.videoWidth === 0) firstFrame()
  })
  on('waiting', () => advance(video.seeking || video.ended ? 'paused' : 'waiting'))
  on('pause', () => advance('paused'))
  on('ended', () => advance('paused'))
  on('emptied', () => advance('waiting')) // a new engine takes over
  if ('requestVideoFrameCallback' in video) {
    video.requestVideoFrameCallback(() => {
      firstFrame()
      if (!video.paused) advance('frame')
    })
  }

  return {
    totals() {
      const nowMs = look()
      return readClock(clock, nowMs)
    },
    firstFrameMs: () => firstFrameMs,
    stop() {
      if (signal.aborted) return
      listening.abort()
      clearTimeout(stallTimer)
      const nowMs = look()
      clock = advanceClock(clock, 'paused', nowMs)
    },
  }
}
