/** Something of the video element that its events tell of; null before there is one. */

'use client'

import { useEffect, useRef, useState } from 'react'

export function useVideoFact<T>(
  video: HTMLVideoElement | null,
  read: (video: HTMLVideoElement) => T,
  events: readonly (keyof HTMLMediaElementEventMap)[],
): T | null {
  const [fact, setFact] = useState<T | null>(null)
  const newest = useRef(read)
  newest.current = read
  const names = events.join(' ')
  useEffect(() => {
    if (!video) return
    const look = () => setFact(() => newest.current(video))
    look()
    for (const name of names.split(' ')) video.addEventListener(name, look)
    return () => {
      for (const name of names.split(' ')) video.removeEventListener(name, look)
    }
  }, [video, names])
  return fact
}
