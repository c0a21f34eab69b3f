/** Whether an ended broadcast's last picture has been seen, so that the cover may come. */

'use client'

import { whenEnded } from '@shoal/player/engine/when-ended'
import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { useEffect, useState } from 'react'

export function useHasPlayedOut(video: HTMLVideoElement | null, event: ChannelEvent): boolean {
  const [hasPlayedOut, setPlayedOut] = useState(false)
  const isEnded = event.state === 'ended'

  useEffect(() => {
    if (!isEnded || !video) return setPlayedOut(false)
    return whenEnded(video, () => setPlayedOut(true))
  }, [video, isEnded])

  return hasPlayedOut
}
