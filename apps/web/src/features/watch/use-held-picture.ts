/** Keeps the last picture on a canvas while one engine goes and the next one comes: a video element turns black between. */

'use client'

import { useCallback, useEffect, useRef } from 'react'

/** A new engine shows a frame where its segment begins, and is put to its place at once after it: one more is the picture. */
const FRAMES_UNTIL_PICTURE = 2
/** A picture that stands still shows one frame alone. */
const STANDING_MS = 400

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
    return watchForPicture(video, () => {
      if (canvas.current) canvas.current.hidden = true
    })
  }, [video])

  return { canvas, hold }
}

/** Tells of each new picture once it is there to be seen. Returns the undo. */
function watchForPicture(video: HTMLVideoElement, onPicture: () => void): () => void {
  const listening = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let generation = 0

  function arrived(): void {
    generation += 1
    const mine = generation
    let frames = 0
    const isThere = () => video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking
    const look = () => {
      if (mine !== generation) return
      frames = isThere() ? frames + 1 : 0
      if (frames >= FRAMES_UNTIL_PICTURE) onPicture()
      else video.requestVideoFrameCallback(look)
    }
    const lookAtStanding = () => {
      if (isThere()) onPicture()
      else timer = setTimeout(lookAtStanding, STANDING_MS)
    }
    clearTimeout(timer)
    timer = setTimeout(lookAtStanding, STANDING_MS)
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(look)
  }

  video.addEventListener('loadeddata', arrived, { signal: listening.signal })
  const gone = () => {
    generation += 1
    clearTimeout(timer)
  }
  video.addEventListener('emptied', gone, { signal: listening.signal })
  return () => {
    listening.abort()
    gone()
  }
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
