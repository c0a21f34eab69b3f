/** Whether the browser started the picture without sound, until the viewer turns it on. */

'use client'

import { useEffect, useState } from 'react'

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
