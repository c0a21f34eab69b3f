/** Plays a broadcast's past on a video element for as long as there is one to play; goes on where it was when it grows up. */

'use client'

import type { Quality } from '@shoal/player/engine/qualities'
import { NO_CAP, type UploadCap } from '@shoal/player/limits/upload-limits'
import type { FatalReason, PastPlayback } from '@shoal/player/playback'
import type { P2pMode } from '@shoal/protocol/ticket'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { wholePlaylistUrl } from '../recordings/broadcast-urls.ts'
import type { Granted, Hindrance } from './explain-helping.ts'
import { requestTicket } from './request-ticket.ts'
import type { Past } from './scene.ts'
import { useSound } from './use-sound.ts'

type PastPlaybackOptions = {
  video: HTMLVideoElement | null
  /** Resolves when the engine before has let go of the video element. */
  handover: RefObject<Promise<void>>
  originUrl: string
  /** The channel that the broadcast is of. */
  slug: string
  /** Null until it is known: nothing starts before, so that nobody joins a swarm who does not want to. */
  wish: P2pMode | null
  /** The viewer's own limit on giving. */
  cap?: UploadCap
  /** A rung's name; null is whichever the connection carries. */
  quality?: string | null
  past: Past | null
  /** Its playlist is another one once the recording is whole. */
  isRecording: boolean
  /** The origin gives nothing of it without a ticket. */
  isGuarded: boolean
  /** The picture is about to go, and a next one may come. Has to stay the same function. */
  onLeave: () => void
}

export function usePastPlayback(options: PastPlaybackOptions) {
  const { video, handover, originUrl, slug, wish, past, isRecording, onLeave, cap = NO_CAP, quality = null } = options
  const { isGuarded } = options
  const [problem, setProblem] = useState<FatalReason | null>(null)
  const [isRecovering, setRecovering] = useState(false)
  const { isMutedByBrowser, setMutedByBrowser } = useSound(video)
  const [attempt, setAttempt] = useState(0)
  const [granted, setGranted] = useState<Granted | null>(null)
  const [hindrance, setHindrance] = useState<Hindrance>(null)
  const running = useRef<PastPlayback | null>(null)
  const [qualities, setQualities] = useState<readonly Quality[]>([])
  const newestWish = useRef(wish)
  const newestCap = useRef(cap)
  const newestQuality = useRef(quality)
  const hasWish = wish !== null
  /** Where the engine before was, for the next one of the same broadcast. */
  const left = useRef<{ choice: string; atMs: number; wasPlaying: boolean } | null>(null)
  const broadcastId = past?.broadcastId
  const startMs = past?.startMs ?? null
  const plays = past?.plays ?? false
  /** Changes when the engine has to start anew. */
  const run = broadcastId && `${broadcastId}/${isRecording}/${attempt}`

  useEffect(() => {
    if (!video || !run || !broadcastId || !hasWish) return
    let isOver = false
    setProblem(null)
    setHindrance(null)
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
        ...{ isGuarded, startMs: before?.atMs ?? startMs },
        plays: before?.wasPlaying ?? plays,
        mode: newestWish.current ?? 'off',
        cap: newestCap.current,
        async requestTicket(renew, mode = newestWish.current ?? 'off') {
          const wanted = { channel: slug, past: broadcastId, mode, role: 'viewer' } as const
          const answer = await requestTicket({ ...wanted, ...(renew && { renew }) })
          const { group = 'swarm', policy } = answer
          if (!isOver) setGranted({ mode: answer.mode, group, isRelayed: policy.relayOnly })
          return answer
        },
        onEvent: (event) => {
          if (isOver) return
          if (event.kind === 'recovering') {
            onLeave()
            setRecovering(true)
          }
          if (event.kind === 'fatal') setProblem(event.reason)
          if (event.kind === 'muted-autoplay') setMutedByBrowser(true)
          if (event.kind === 'giving') setHindrance(event.because)
          if (event.kind === 'qualities') setQualities(event.qualities)
        },
      })
      running.current.setQuality(newestQuality.current)
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
  }, [
    video,
    handover,
    originUrl,
    slug,
    run,
    broadcastId,
    hasWish,
    startMs,
    plays,
    isGuarded,
    onLeave,
    setMutedByBrowser,
  ])

  useEffect(() => {
    newestWish.current = wish
    if (wish !== null) running.current?.setMode(wish)
  }, [wish])

  useEffect(() => {
    newestCap.current = cap
    running.current?.setCap(cap)
  }, [cap])

  useEffect(() => {
    newestQuality.current = quality
    running.current?.setQuality(quality)
  }, [quality])

  const retry = useCallback(() => setAttempt((count) => count + 1), [])
  const pictureMs = useCallback(() => running.current?.pictureMs(), [])
  const snapshot = useCallback(() => running.current?.snapshot() ?? null, [])
  return { problem, isRecovering, isMutedByBrowser, granted, hindrance, qualities, retry, pictureMs, snapshot }
}
