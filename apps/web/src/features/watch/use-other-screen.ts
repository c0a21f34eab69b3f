/** Whether there is a screen that a video can be cast to, and whether it is: the Remote Playback API (w3c.github.io/remote-playback). */

'use client'

import { useEffect, useState } from 'react'

const CHANGES = ['connecting', 'connect', 'disconnect'] as const

export function useOtherScreen(video: HTMLVideoElement): { isThere: boolean; isOn: boolean } {
  const [isThere, setThere] = useState(false)
  const [isOn, setOn] = useState(false)

  useEffect(() => {
    // Firefox has none, and of Safari's media-chrome makes an AirPlay button
    if (!('remote' in video) || 'WebKitPlaybackTargetAvailabilityEvent' in window) return
    const { remote } = video
    const look = () => setOn(remote.state !== 'disconnected')
    const watching = remote.watchAvailability(setThere)
    watching.catch(() => {}) // not on this device
    for (const change of CHANGES) remote.addEventListener(change, look)
    return () => {
      for (const change of CHANGES) remote.removeEventListener(change, look)
      watching.then((id) => remote.cancelWatchAvailability(id)).catch(() => {})
    }
  }, [video])

  return { isThere: isThere || isOn, isOn }
}
