/** Tells when a picture has not come, or stands still, for longer than another way to it would take. */

/** Its first viewer waits until the other server's segments have been seen. */
const START_MS = 15_000
const STALL_MS = 6000

export type StuckWatch = { stalled(): void; moves(): void; stop(): void }

type StuckOptions = {
  onStuck: () => void
  /** Another way would not bring it either. */
  isAway: () => boolean
}

export function watchStuck(video: HTMLVideoElement, { onStuck, isAway }: StuckOptions): StuckWatch {
  let timer: ReturnType<typeof setTimeout> | undefined
  function arm(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA || video.ended) return
      if (isAway()) arm(STALL_MS)
      else onStuck()
    }, ms)
  }
  arm(START_MS)
  const stop = () => clearTimeout(timer)
  return { stalled: () => arm(STALL_MS), moves: stop, stop }
}
