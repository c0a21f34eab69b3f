/** Listens to a video element for the first frame and for stalls, and keeps the play clock. */

import { advanceClock, type ClockEvent, LEAST_STALL_MS, type PlayTotals, readClock, startClock } from './play-clock.ts'

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
  let firstFrameMs: number | undefined
  let stallTimer: ReturnType<typeof setTimeout> | undefined

  function advance(event: ClockEvent): void {
    const before = clock
    clock = advanceClock(before, event, performance.now())
    if (clock === before) return
    clearTimeout(stallTimer)
    if (clock.state === 'stalled') stallTimer = setTimeout(listener.onStall, LEAST_STALL_MS)
    if (clock.stalls > before.stalls) listener.onStallOver(Math.round(clock.sinceMs - before.sinceMs))
  }

  function firstFrame(): void {
    if (firstFrameMs !== undefined || listening.signal.aborted) return
    firstFrameMs = Math.round(performance.now() - startedAtMs)
    listener.onFirstFrame(firstFrameMs)
  }

  const on = (name: keyof HTMLMediaElementEventMap, listen: () => void) =>
    video.addEventListener(name, listen, { signal: listening.signal })
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
    totals: () => readClock(clock, performance.now()),
    firstFrameMs: () => firstFrameMs,
    stop() {
      if (listening.signal.aborted) return
      listening.abort()
      clearTimeout(stallTimer)
      clock = advanceClock(clock, 'paused', performance.now())
    },
  }
}
