/** What the picture shows, and the viewer's ways between the live edge and the past. */

'use client'

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { useCallback, useEffect, useState } from 'react'
import type { EngineTarget } from './engine-target.ts'
import { type Past, type Scene, selectScene } from './scene.ts'
import { useHasPlayedOut } from './use-has-played-out.ts'

type Options = { event: ChannelEvent; target: EngineTarget | null; video: HTMLVideoElement | null }

export function useScene({ event, target, video }: Options) {
  const [chosen, setChosen] = useState<Past | null>(null)
  const hasPlayedOut = useHasPlayedOut(video, event)
  const scene: Scene = selectScene({ event, target, hasPlayedOut, chosen })
  const recordingId = scene.kind === 'past' && scene.isRecording ? scene.past.broadcastId : null

  // who has begun to watch a recording is not taken away from it by the next broadcast
  useEffect(() => {
    if (!video || recordingId === null) return
    const choose = () => setChosen((before) => before ?? { broadcastId: recordingId, startMs: null, plays: false })
    video.addEventListener('play', choose)
    return () => video.removeEventListener('play', choose)
  }, [video, recordingId])

  const rewindTo = useCallback(
    (broadcastId: string, startMs: number, plays: boolean) => setChosen({ broadcastId, startMs, plays }),
    [],
  )
  const backToLive = useCallback(() => setChosen(null), [])
  return { scene, hasChosen: chosen !== null, rewindTo, backToLive }
}
