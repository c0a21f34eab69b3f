/** Runs the player on a video element for as long as there is a target; a new target or wish restarts it. */

'use client'

import type { FatalReason, Playback, PlaybackSnapshot } from '@shoal/player/playback'
import type { P2pMode } from '@shoal/protocol/ticket'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { EngineTarget } from './engine-target.ts'
import { requestTicket } from './request-ticket.ts'

type PlaybackOptions = {
  video: HTMLVideoElement | null
  slug: string
  target: EngineTarget | null
  /** Null until it is known: nothing starts before, so that nobody joins a swarm who does not want to. */
  wish: P2pMode | null
  role: 'viewer' | 'preview'
}

export function usePlayback({ video, slug, target, wish, role }: PlaybackOptions) {
  const [problem, setProblem] = useState<FatalReason | null>(null)
  const [isMutedByBrowser, setMutedByBrowser] = useState(false)
  const [attempt, setAttempt] = useState(0)
  const running = useRef<Playback | null>(null)
  /** The one before must have let go of the video element. */
  const stopped = useRef<Promise<void>>(Promise.resolve())
  /** Changes when the engine has to start anew. */
  const run = target && `${target.broadcastId}/${target.epoch}/${attempt}`

  useEffect(() => {
    if (!video || !run || !wish) return
    let isOver = false
    setProblem(null)
    const before = stopped.current
    const started = (async () => {
      const [{ startPlayback }] = await Promise.all([import('@shoal/player/start-playback'), before])
      if (isOver) return null
      const playback = startPlayback({
        video,
        role,
        requestTicket: (renew) => requestTicket({ channel: slug, mode: wish, role, ...(renew && { renew }) }),
        onEvent: (event) => {
          if (isOver) return
          if (event.kind === 'fatal') setProblem(event.reason)
          if (event.kind === 'muted-autoplay') setMutedByBrowser(true)
        },
      })
      running.current = playback
      return playback
    })()
    return () => {
      isOver = true
      running.current = null
      stopped.current = started.then(
        (playback) => playback?.stop(),
        () => {},
      )
    }
  }, [video, slug, run, wish, role])

  useEffect(() => {
    if (!video) return
    const notice = () => {
      if (!video.muted) setMutedByBrowser(false)
    }
    video.addEventListener('volumechange', notice)
    return () => video.removeEventListener('volumechange', notice)
  }, [video])

  const retry = useCallback(() => setAttempt((count) => count + 1), [])
  const snapshot = useCallback((): PlaybackSnapshot | null => running.current?.snapshot() ?? null, [])
  return { problem, isMutedByBrowser, retry, snapshot }
}
