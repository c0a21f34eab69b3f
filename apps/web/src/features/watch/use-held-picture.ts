/** Keeps the last picture on a canvas while one engine goes and the next one comes: a video element turns black between. */

'use client'

import { useCallback, useEffect, useRef } from 'react'

export function useHeldPicture(video: HTMLVideoElement | null) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const latest = useRef(video)
  latest.current = video

  /** Call it while the picture is still there. */
  const hold = useCallback(() => {
    if (!latest.current || !canvas.current) return
    if (paint(latest.current, canvas.current)) canvas.current.hidden = false
  }, [])

  useEffect(() => {
    if (!video) return
    const letGo = () => {
      if (canvas.current) canvas.current.hidden = true
    }
    video.addEventListener('loadeddata', letGo)
    return () => video.removeEventListener('loadeddata', letGo)
  }, [video])

  return { canvas, hold }
}

/** False when there is no picture. */
function paint(video: HTMLVideoElement, canvas: HTMLCanvasElement): boolean {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return false
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  const context = canvas.getContext('2d')
  context?.drawImage(video, 0, 0)
  return context !== null
}
