/** The viewer's choice of quality and speed, and the menu that offers it. */

'use client'

import { isSoundAlone, type Quality } from '@shoal/player/engine/qualities'
import { useEffect, useState } from 'react'
import type { SettingsMenuProps } from './settings-menu.tsx'

/** `onLeave` is called while the picture is still there, when a choice takes it away for a moment. */
export function useSettings(video: HTMLVideoElement | null, onLeave: () => void) {
  const [quality, setQuality] = useState<string | null>(null)
  const [speed, setSpeed] = useState(1)

  useEffect(() => {
    if (!video) return
    // an engine at the live edge goes a little faster or slower by itself: that is not the viewer's choice
    const begin = () => {
      if (video.playbackRate !== speed && speed !== 1) video.playbackRate = speed
    }
    video.addEventListener('loadeddata', begin)
    return () => video.removeEventListener('loadeddata', begin)
  }, [video, speed])

  function chooseSpeed(rate: number) {
    setSpeed(rate)
    if (video) video.playbackRate = rate
  }

  /** Of what is offered. Between two pictures there is no gap; another engine plays the sound alone. */
  function choose(rung: string | null, offered: readonly Quality[]) {
    if (isSoundAlone(rung, offered) !== isSoundAlone(quality, offered)) onLeave()
    setQuality(rung)
  }

  type Shown = {
    frame: HTMLElement | null
    qualities: readonly Quality[]
    playing: string | undefined
    isRecording: boolean
  }
  return {
    quality,
    isSoundAlone: (qualities: readonly Quality[]) => isSoundAlone(quality, qualities),
    setSpeed: chooseSpeed,
    choose,
    menu: ({ frame, qualities, playing, isRecording }: Shown): SettingsMenuProps => ({
      ...{ frame, video },
      quality: {
        offered: qualities,
        chosen: quality,
        playing,
        onChoose: (rung) => choose(rung, qualities),
      },
      speed: isRecording ? { value: speed, onChoose: chooseSpeed } : null,
    }),
  }
}
