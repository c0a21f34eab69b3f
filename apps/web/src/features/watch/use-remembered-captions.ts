/** Captions are on where they were at the last visit, as soon as there are some. */

'use client'

import { useEffect } from 'react'
import { playerMemory, remember } from './player-memory.ts'
import { captionsOf } from './use-text-tracks.ts'

export function useRememberedCaptions(video: HTMLVideoElement | null): void {
  useEffect(() => {
    if (!video) return
    const { textTracks } = video
    const findShown = () => captionsOf(video).find(({ mode }) => mode === 'showing') ?? null
    let shown = findShown()
    const begin = () => {
      if (findShown()) return
      const wanted = captionsOf(video).find(({ label }) => label === playerMemory.read().captions)
      if (wanted) wanted.mode = 'showing'
    }
    const keep = () => {
      const before = shown
      shown = findShown()
      // those of an engine that has ended were not turned off by the viewer
      const wasTurnedOff = shown === null && before !== null && captionsOf(video).includes(before)
      if ((shown !== null && shown !== before) || wasTurnedOff) remember({ captions: shown?.label ?? null })
    }
    begin()
    textTracks.addEventListener('addtrack', begin)
    textTracks.addEventListener('change', keep)
    return () => {
      textTracks.removeEventListener('addtrack', begin)
      textTracks.removeEventListener('change', keep)
    }
  }, [video])
}
