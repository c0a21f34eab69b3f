/** Tells when a picture has stood paused for so long that nothing is to be fetched for it, and when it is wanted again. */

type Paused = Pick<HTMLVideoElement, 'paused' | 'addEventListener' | 'removeEventListener'>

/** Whoever answers the door comes back to a full buffer; whoever leaves pays for no more of it. */
export const REST_AFTER_MS = 30_000

/** `onChange` hears of each change; a picture is not at rest at first. */
export function watchRest(video: Paused, onChange: (rests: boolean) => void): { stop(): void } {
  let rests = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function change(wanted: boolean): void {
    if (rests === wanted) return
    rests = wanted
    onChange(rests)
  }

  function paused(): void {
    clearTimeout(timer)
    timer = setTimeout(() => change(true), REST_AFTER_MS)
  }

  function plays(): void {
    clearTimeout(timer)
    change(false)
  }

  video.addEventListener('pause', paused)
  video.addEventListener('play', plays)
  if (video.paused) paused()
  return {
    stop() {
      clearTimeout(timer)
      video.removeEventListener('pause', paused)
      video.removeEventListener('play', plays)
    },
  }
}
