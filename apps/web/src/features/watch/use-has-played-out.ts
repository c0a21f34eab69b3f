/** Whether an ended broadcast's last picture has been seen, so that the cover may come. */

'use client'

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { useEffect, useState } from 'react'

/** What a player may still have in its buffer when it hears of the end. */
const PLAY_OUT_MS = 20_000

export function useHasPlayedOut(video: HTMLVideoElement | null, event: ChannelEvent): boolean {
  const [hasPlayedOut, setPlayedOut] = useState(false)
  const isEnded = event.state === 'ended'

  useEffect(() => {
    if (!isEnded || !video) return setPlayedOut(false)
    const finish = () => setPlayedOut(true)
    if (video.ended) finish()
    video.addEventListener('ended', finish)
    const timer = setTimeout(finish, PLAY_OUT_MS)
    return () => {
      video.removeEventListener('ended', finish)
      clearTimeout(timer)
    }
  }, [video, isEnded])

  return hasPlayedOut
}
