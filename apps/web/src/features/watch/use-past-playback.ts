/** Plays a broadcast's past on a video element for as long as there is one to play; goes on where it was when it grows up. */

'use client'

import type { FatalReason, PastPlayback } from '@shoal/player/playback'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { wholePlaylistUrl } from '../recordings/broadcast-urls.ts'
import type { Past } from './scene.ts'
import { useSound } from './use-sound.ts'

type PastPlaybackOptions = {
  video: HTMLVideoElement | null
  /** Resolves when the engine before has let go of the video element. */
  handover: RefObject<Promise<void>>
  originUrl: string
  past: Past | null
  /** Its playlist is another one once the recording is whole. */
  isRecording: boolean
  /** The picture is about to go, and a next one may come. Has to stay the same function. */
  onLeave: () => void
}

export function usePastPlayback({ video, handover, originUrl, past, isRecording, onLeave }: PastPlaybackOptions) {
  const [problem, setProblem] = useState<FatalReason | null>(null)
  const [isRecovering, setRecovering] = useState(false)
  const { isMutedByBrowser, setMutedByBrowser } = useSound(video)
  const [attempt, setAttempt] = useState(0)
  const running = useRef<PastPlayback | null>(null)
  /** Where the engine before was, for the next one of the same broadcast. */
  const left = useRef<{ choice: string; atMs: number; wasPlaying: boolean } | null>(null)
  const broadcastId = past?.broadcastId
  const startMs = past?.startMs ?? null
  const plays = past?.plays ?? false
  /** Changes when the engine has to start anew. */
  const run = broadcastId && `${broadcastId}/${isRecording}/${attempt}`

  useEffect(() => {
    if (!video || !run || !broadcastId) return
    let isOver = false
    setProblem(null)
    setRecovering(false)
    const choice = `${broadcastId}/${startMs}`
    const before = left.current?.choice === choice ? left.current : null
    const wellAgain = () => setRecovering(false)
    video.addEventListener('playing', wellAgain)
    const started = (async () => {
      const [{ startPastPlayback }] = await Promise.all([import('@shoal/player/start-past-playback'), handover.current])
      if (isOver) return null
      running.current = startPastPlayback({
        video,
        playlistUrl: wholePlaylistUrl(originUrl, broadcastId),
        startMs: before?.atMs ?? startMs,
        plays: before?.wasPlaying ?? plays,
        onEvent: (event) => {
          if (isOver) return
          if (event.kind === 'recovering') {
            onLeave()
            setRecovering(true)
          }
          if (event.kind === 'fatal') setProblem(event.reason)
          if (event.kind === 'muted-autoplay') setMutedByBrowser(true)
        },
      })
      return running.current
    })()
    return () => {
      isOver = true
      video.removeEventListener('playing', wellAgain)
      const atMs = running.current?.pictureMs()
      left.current = atMs === undefined ? null : { choice, atMs, wasPlaying: !video.paused }
      running.current = null
      onLeave()
      handover.current = started.then(
        (playback) => playback?.stop(),
        () => {},
      )
    }
  }, [video, handover, originUrl, run, broadcastId, startMs, plays, onLeave, setMutedByBrowser])

  const retry = useCallback(() => setAttempt((count) => count + 1), [])
  const pictureMs = useCallback(() => running.current?.pictureMs(), [])
  return { problem, isRecovering, isMutedByBrowser, retry, pictureMs }
}
