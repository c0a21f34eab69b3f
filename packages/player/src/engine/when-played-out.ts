/** Waits until a video has played what it holds, nearly: what comes next takes its place before the picture stands still. */

const EVERY_MS = 100
/** Looks are so far apart, and the picture has to be there still when it is held. */
const NEARLY_SECONDS = 0.3
/** Longer than it should take, the picture stands still already. */
const PATIENCE_MS = 1500

type Playing = Pick<HTMLVideoElement, 'currentTime' | 'paused' | 'playbackRate' | 'buffered'>

/** Calls back at once where nothing moves. Returns how to call it off. */
export function whenPlayedOut(video: Playing, then: () => void): () => void {
  const endSeconds = bufferedEnd(video) - NEARLY_SECONDS
  const aheadMs = ((endSeconds - video.currentTime) / video.playbackRate) * 1000
  const latestMs = performance.now() + aheadMs + PATIENCE_MS
  const look = () => {
    if (!video.paused && video.currentTime < endSeconds && performance.now() < latestMs) return
    clearInterval(timer)
    then()
  }
  const timer = setInterval(look, EVERY_MS)
  look()
  return () => clearInterval(timer)
}

function bufferedEnd({ buffered, currentTime }: Playing): number {
  for (let i = 0; i < buffered.length; i += 1) {
    if (buffered.start(i) <= currentTime && currentTime <= buffered.end(i)) return buffered.end(i)
  }
  return 0
}
