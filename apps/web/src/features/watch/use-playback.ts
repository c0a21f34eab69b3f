/** Runs the player on a video element for as long as there is a target; a new target restarts it, a new wish does not. */

'use client'

import type { Quality } from '@shoal/player/engine/qualities'
import { NO_CAP, type UploadCap } from '@shoal/player/limits/upload-limits'
import type { FatalReason, Playback, PlaybackSnapshot } from '@shoal/player/playback'
import type { P2pMode } from '@shoal/protocol/ticket'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { EngineTarget } from './engine-target.ts'
import type { Granted, Hindrance } from './explain-helping.ts'
import { requestTicket } from './request-ticket.ts'
import { useSound } from './use-sound.ts'

type PlaybackOptions = {
  video: HTMLVideoElement | null
  /** Resolves when the engine before has let go of the video element. */
  handover: RefObject<Promise<void>>
  slug: string
  target: EngineTarget | null
  /** Null until it is known: nothing starts before, so that nobody joins a swarm who does not want to. */
  wish: P2pMode | null
  /** The viewer's own limit on giving. */
  cap?: UploadCap
  /** A rung's name; null is whichever the connection carries. */
  quality?: string | null
  role: 'viewer' | 'preview'
  /** The picture is about to go, and a next one may come. Has to stay the same function. */
  onLeave: () => void
}

export function usePlayback(options: PlaybackOptions) {
  const { video, handover, slug, target, wish, role, onLeave, cap = NO_CAP, quality = null } = options
  const [problem, setProblem] = useState<FatalReason | null>(null)
  const { isMutedByBrowser, setMutedByBrowser } = useSound(video)
  const [attempt, setAttempt] = useState(0)
  const [granted, setGranted] = useState<Granted | null>(null)
  const [hindrance, setHindrance] = useState<Hindrance>(null)
  const running = useRef<Playback | null>(null)
  const [qualities, setQualities] = useState<readonly Quality[]>([])
  const newestWish = useRef(wish)
  const newestCap = useRef(cap)
  const newestQuality = useRef(quality)
  const hasWish = wish !== null
  /** Changes when the engine has to start anew. */
  const run = target && `${target.broadcastId}/${target.epoch}/${attempt}`

  useEffect(() => {
    if (!video || !run || !hasWish) return
    let isOver = false
    setProblem(null)
    setHindrance(null)
    const before = handover.current
    const started = (async () => {
      const [{ startPlayback }] = await Promise.all([import('@shoal/player/start-playback'), before])
      if (isOver) return null
      const playback = startPlayback({
        video,
        role,
        mode: newestWish.current ?? 'off',
        cap: newestCap.current,
        async requestTicket(renew, mode = newestWish.current ?? 'off') {
          const answer = await requestTicket({ channel: slug, mode, role, ...(renew && { renew }) })
          const { group = 'swarm', policy } = answer
          if (!isOver) setGranted({ mode: answer.mode, group, isRelayed: policy.relayOnly })
          return answer
        },
        onEvent: (event) => {
          if (isOver) return
          if (event.kind === 'recovering') onLeave()
          if (event.kind === 'fatal') setProblem(event.reason)
          if (event.kind === 'muted-autoplay') setMutedByBrowser(true)
          if (event.kind === 'giving') setHindrance(event.because)
          if (event.kind === 'qualities') setQualities(event.qualities)
        },
      })
      playback.setQuality(newestQuality.current)
      running.current = playback
      return playback
    })()
    return () => {
      isOver = true
      running.current = null
      onLeave()
      handover.current = started.then(
        (playback) => playback?.stop(),
        () => {},
      )
    }
  }, [video, handover, slug, run, hasWish, role, onLeave, setMutedByBrowser])

  // the player is told at once, and closes what is no longer wanted before any ticket says so
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
  const snapshot = useCallback((): PlaybackSnapshot | null => running.current?.snapshot() ?? null, [])
  return { problem, isMutedByBrowser, granted, hindrance, qualities, retry, snapshot }
}
