/** The sound as it was last time, and whether the browser started the picture without it until the viewer turns it on. */

'use client'

import { useEffect, useState } from 'react'
import { playerMemory, remember } from './player-memory.ts'

export function useSound(video: HTMLVideoElement | null) {
  const [isMutedByBrowser, setMutedByBrowser] = useState(false)

  useEffect(() => {
    if (!video) return
    const notice = () => {
      if (!video.muted) setMutedByBrowser(false)
    }
    video.addEventListener('volumechange', notice)
    return () => video.removeEventListener('volumechange', notice)
  }, [video])

  return { isMutedByBrowser, setMutedByBrowser }
}

/** For the watch page's own player: it begins with the sound of last time, and keeps what the viewer makes of it. */
export function useRememberedSound(video: HTMLVideoElement | null): void {
  useEffect(() => {
    if (!video) return
    const { volume, isMuted } = playerMemory.read()
    video.volume = volume
    video.muted = isMuted
    const keep = () => {
      // before anybody has touched the page, it is the browser that mutes
      if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return
      remember({ volume: video.volume, isMuted: video.muted })
    }
    video.addEventListener('volumechange', keep)
    return () => video.removeEventListener('volumechange', keep)
  }, [video])
}
