/** Waits until a broadcast that is over has been seen to its end: what comes next takes its place. */

/** What a player may still have in its buffer when it hears of the end. */
const MOST_MS = 20_000

/** Calls back once. Returns how to call it off. */
export function whenEnded(
  video: Pick<HTMLVideoElement, 'ended' | 'addEventListener' | 'removeEventListener'>,
  then: () => void,
): () => void {
  const callOff = () => {
    clearTimeout(timer)
    video.removeEventListener('ended', end)
  }
  const end = () => {
    callOff()
    then()
  }
  const timer = setTimeout(end, MOST_MS)
  video.addEventListener('ended', end)
  if (video.ended) end()
  return callOff
}
