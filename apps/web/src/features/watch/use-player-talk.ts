/** Starts a player, tells it the viewer's wishes the moment they change, and keeps what it says. */

'use client'

import type { Quality } from '@shoal/player/engine/qualities'
import { NO_CAP, type UploadCap } from '@shoal/player/limits/upload-limits'
import type { FatalReason, PastPlayback, Playback, PlaybackOptions } from '@shoal/player/playback'
import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { Granted, Hindrance } from './explain-helping.ts'
import type { Wanted } from './request-ticket.ts'
import { serverClock } from './server-clock.ts'
import { useSound } from './use-sound.ts'

export type Wishes = {
  video: HTMLVideoElement | null
  /** Resolves when the engine before has let go of the video element, with the bytes that were given until then. */
  handover: RefObject<Promise<number>>
  /** Null until it is known: nothing starts before, so that nobody joins a swarm who does not want to. */
  wish: P2pMode | null
  /** The viewer's own limit on giving. */
  cap?: UploadCap
  /** A rung's name; null is whichever the connection carries. */
  quality?: string | null
  /** The picture is about to go, and a next one may come. Has to stay the same function. */
  onLeave: () => void
}

type Talk = Pick<PlaybackOptions, 'mode' | 'cap' | 'givenBefore' | 'requestTicket' | 'clock' | 'onEvent'>
type Subject = Pick<Wanted, 'channel' | 'past' | 'role'>

export function usePlayerTalk<Player extends Playback | PastPlayback>(wishes: Wishes) {
  const { video, handover, wish, cap = NO_CAP, quality = null, onLeave } = wishes
  const running = useRef<Player | null>(null)
  const newest = useRef({ wish, cap, quality })
  newest.current = { wish, cap, quality }
  const { isMutedByBrowser, setMutedByBrowser } = useSound(video)
  const [problem, setProblem] = useState<FatalReason | null>(null)
  const [isRecovering, setRecovering] = useState(false)
  const [granted, setGranted] = useState<Granted | null>(null)
  const [hindrance, setHindrance] = useState<Hindrance>(null)
  const [qualities, setQualities] = useState<readonly Quality[]>([])
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    if (!video) return
    const wellAgain = () => setRecovering(false)
    video.addEventListener('playing', wellAgain)
    return () => video.removeEventListener('playing', wellAgain)
  }, [video])

  /** Starts what `load` brings, once the engine before has let go. Returns its end. */
  const start = useCallback(
    (subject: Subject, load: () => Promise<(talk: Talk) => Player>) => {
      let isOver = false
      setProblem(null)
      setHindrance(null)
      setRecovering(false)
      const ownMode = () => newest.current.wish ?? 'off'
      const talk = (givenBefore: number): Talk => ({
        ...{ givenBefore, mode: ownMode(), cap: newest.current.cap, clock: serverClock },
        async requestTicket(renew, mode = ownMode()) {
          const { requestTicket } = await import('./request-ticket.ts')
          const answer = await requestTicket({ ...subject, mode, ...(renew && { renew }) })
          const { group = 'swarm', policy } = answer
          if (!isOver) setGranted({ mode: answer.mode, group, isRelayed: policy.relayOnly })
          return answer
        },
        onEvent(event) {
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
      const before = handover.current
      const started = (async () => {
        const [open, givenBefore] = await Promise.all([load(), before])
        if (isOver) return null
        running.current = open(talk(givenBefore))
        running.current.setQuality(newest.current.quality)
        return running.current
      })()
      return () => {
        isOver = true
        running.current = null
        onLeave()
        handover.current = letGo(started, before)
      }
    },
    [handover, onLeave, setMutedByBrowser],
  )

  // the player is told at once, and closes what is no longer wanted before any ticket says so
  useEffect(() => {
    if (wish !== null) running.current?.setMode(wish)
  }, [wish])
  useEffect(() => running.current?.setCap(cap), [cap])
  useEffect(() => running.current?.setQuality(quality), [quality])

  const retry = useCallback(() => setAttempt((count) => count + 1), [])
  const said = { problem, isRecovering, isMutedByBrowser, granted, hindrance, qualities, retry }
  return { running, start, said, attempt }
}

async function letGo(started: Promise<Playback | PastPlayback | null>, before: Promise<number>): Promise<number> {
  const player = await started.catch(() => null)
  const givenBytes = player?.snapshot().uploadedBytes ?? 0
  await player?.stop()
  return (await before) + givenBytes
}
