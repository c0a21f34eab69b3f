/** Captions and subtitles that the video has, and the one that is shown. */

'use client'

import { useEffect, useState } from 'react'

type Track = { id: string; label: string; isShown: boolean }

export function useTextTracks(video: HTMLVideoElement | null) {
  const [list, setList] = useState<readonly Track[]>([])

  useEffect(() => {
    if (!video) return
    const read = () => setList(captionsOf(video).map(describe))
    const events = ['addtrack', 'removetrack', 'change'] as const
    read()
    for (const event of events) video.textTracks.addEventListener(event, read)
    return () => {
      for (const event of events) video.textTracks.removeEventListener(event, read)
    }
  }, [video])

  return {
    list,
    show(id: string | null) {
      if (!video) return
      for (const [index, track] of captionsOf(video).entries()) {
        track.mode = describe(track, index).id === id ? 'showing' : 'disabled'
      }
    },
  }
}

export function captionsOf(video: HTMLVideoElement): TextTrack[] {
  return [...video.textTracks].filter(({ kind }) => kind === 'captions' || kind === 'subtitles')
}

function describe(track: TextTrack, index: number): Track {
  const { label, language, mode } = track
  return {
    id: `${index}/${language}/${label}`,
    label: label || language || `${index + 1}`,
    isShown: mode === 'showing',
  }
}
