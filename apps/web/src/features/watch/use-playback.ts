/** Runs the player on a video element for as long as there is a target; a new target restarts it, a new wish does not. */

'use client'

import type { Playback, PlaybackSnapshot } from '@shoal/player/playback'
import { useCallback, useEffect } from 'react'
import type { EngineTarget } from './engine-target.ts'
import { usePlayerTalk, type Wishes } from './use-player-talk.ts'

type LiveOptions = Wishes & { slug: string; target: EngineTarget | null; role: 'viewer' | 'preview' }

export function usePlayback(options: LiveOptions) {
  const { video, slug, target, wish, role } = options
  const { running, start, said, attempt } = usePlayerTalk<Playback>(options)
  const hasWish = wish !== null
  /** Changes when the engine has to start anew. */
  const run = target && `${target.broadcastId}/${target.epoch}/${attempt}`

  useEffect(() => {
    if (!video || !run || !hasWish) return
    return start({ channel: slug, role }, async () => {
      const { startPlayback } = await import('@shoal/player/start-playback')
      return (talk) => startPlayback({ video, role, ...talk })
    })
  }, [video, slug, run, hasWish, role, start])

  const snapshot = useCallback((): PlaybackSnapshot | null => running.current?.snapshot() ?? null, [running])
  return { ...said, snapshot }
}
