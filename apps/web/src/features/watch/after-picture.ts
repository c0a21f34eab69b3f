/** What is not needed to watch waits for the picture: network and processor are the player's until then. */

import { whenIdle } from '../../ui/when-idle.ts'

/** A picture that takes longer keeps nobody from the chat. */
const LONGEST_WAIT_MS = 2500

/** Resolves after the first frame; where none is to come, as soon as the page has time. */
export async function afterPicture(): Promise<void> {
  const video = document.querySelector<HTMLVideoElement>('media-controller:not([hidden]) > video')
  if (video && video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) await untilShown(video)
  await whenIdle()
}

function untilShown(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    video.addEventListener('loadeddata', () => resolve(), { once: true })
    setTimeout(resolve, LONGEST_WAIT_MS)
  })
}
