/** Starts the picture as far as the browser lets us: with sound, else without, else not before a click. */

export type AutoplayOutcome = 'with-sound' | 'muted' | 'refused'

export async function autoplay(video: HTMLVideoElement): Promise<AutoplayOutcome> {
  if (await plays(video)) return 'with-sound'
  if (video.muted) return 'refused'
  video.muted = true
  if (await plays(video)) return 'muted'
  video.muted = false
  return 'refused'
}

/** Only a refusal counts: a play that is broken off by a new source is followed by another one. */
async function plays(video: HTMLVideoElement): Promise<boolean> {
  try {
    await video.play()
    return true
  } catch (error) {
    return !(error instanceof DOMException && error.name === 'NotAllowedError')
  }
}
