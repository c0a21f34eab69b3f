/** Plays a broadcast's past on a video element for as long as there is one to play; goes on where it was when it grows up. */

'use client'

import type { PastPlayback } from '@shoal/player/playback'
import { useCallback, useEffect, useRef } from 'react'
import { wholePlaylistUrl } from '../recordings/broadcast-urls.ts'
import type { Past } from './scene.ts'
import { useDeleted } from './use-deleted.ts'
import { usePlayerTalk, type Wishes } from './use-player-talk.ts'

type PastOptions = Wishes & {
  originUrl: string
  /** The channel that the broadcast is of. */
  slug: string
  past: Past | null
  /** Its playlist is another one once the recording is whole. */
  isRecording: boolean
  /** The origin gives nothing of it without a ticket. */
  isGuarded: boolean
}

export function usePastPlayback(options: PastOptions) {
  const { video, originUrl, slug, wish, past, isRecording, isGuarded } = options
  const { running, start, said, attempt } = usePlayerTalk<PastPlayback>(options)
  const hasWish = wish !== null
  /** Where the engine before was, for the next one of the same broadcast. */
  const left = useRef<{ choice: string; atMs: number; wasPlaying: boolean } | null>(null)
  const broadcastId = past?.broadcastId
  const startMs = past?.startMs ?? null
  const plays = past?.plays ?? false
  const deleted = useDeleted({ broadcastId, isRecording, slug, isRecovering: said.isRecovering })
  /** Changes when the engine has to start anew. */
  const run = broadcastId && deleted === null && `${broadcastId}/${isRecording}/${attempt}`

  useEffect(() => {
    if (!video || !run || !broadcastId || !hasWish) return
    const choice = `${broadcastId}/${startMs}`
    const before = left.current?.choice === choice ? left.current : null
    const stop = start({ channel: slug, past: broadcastId, role: 'viewer' }, async () => {
      const { startPastPlayback } = await import('@shoal/player/start-past-playback')
      const playlistUrl = wholePlaylistUrl(originUrl, broadcastId)
      const begin = { startMs: before?.atMs ?? startMs, plays: before?.wasPlaying ?? plays }
      return (talk) => startPastPlayback({ video, playlistUrl, isGuarded, ...begin, ...talk })
    })
    return () => {
      const atMs = running.current?.pictureMs()
      left.current = atMs === undefined ? null : { choice, atMs, wasPlaying: !video.paused }
      stop()
    }
  }, [video, originUrl, slug, run, broadcastId, hasWish, startMs, plays, isGuarded, running, start])

  const pictureMs = useCallback(() => running.current?.pictureMs(), [running])
  const snapshot = useCallback(() => running.current?.snapshot() ?? null, [running])
  return { ...said, deleted, pictureMs, snapshot }
}
