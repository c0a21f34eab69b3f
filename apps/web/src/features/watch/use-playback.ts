/** Runs the player on a video element for as long as there is a target; a new target restarts it, a new wish does not. */

'use client'

import type { Playback, PlaybackSnapshot } from '@shoal/player/playback'
import { useCallback, useEffect, useRef } from 'react'
import type { EngineTarget } from './engine-target.ts'
import { useNextLadder } from './use-next-ladder.ts'
import { usePlayerTalk, type Wishes } from './use-player-talk.ts'

type LiveOptions = Wishes & { slug: string; target: EngineTarget | null; role: 'viewer' | 'preview' }

export function usePlayback(options: LiveOptions) {
  const { video, slug, wish, role } = options
  const target = useNextLadder(video, options.target)
  const { running, start, said, attempt } = usePlayerTalk<Playback>(options)
  const hasWish = wish !== null
  /** Changes when the engine has to start anew. */
  const run = target && `${target.broadcastId}/${target.epoch}/${attempt}`

  /** Whether the engine before was paused: the next ladder, or broadcast, is no reason to play, unlike a press of the viewer. */
  const left = useRef({ attempt, isPaused: false })

  useEffect(() => {
    if (!run) left.current = { attempt, isPaused: false } // who comes back from the past plays
    if (!video || !run || !hasWish) return
    const plays = !left.current.isPaused || left.current.attempt !== attempt
    const stop = start({ channel: slug, role }, async () => {
      const { startPlayback } = await import('@shoal/player/start-playback')
      return (talk) => startPlayback({ video, role, plays, ...talk })
    })
    return () => {
      left.current = { attempt, isPaused: running.current?.isPaused() ?? !plays }
      stop()
    }
  }, [video, slug, run, hasWish, role, attempt, running, start])

  const snapshot = useCallback((): PlaybackSnapshot | null => running.current?.snapshot() ?? null, [running])
  const isPaused = useCallback(() => running.current?.isPaused() ?? false, [running])
  const behindMs = useCallback(() => running.current?.behindMs(), [running])
  return { ...said, snapshot, isPaused, behindMs }
}
