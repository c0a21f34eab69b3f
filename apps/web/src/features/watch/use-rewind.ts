/** How a viewer moves: through the window of a live broadcast, and through a recording. */

'use client'

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { useCallback } from 'react'
import type { Scene } from './scene.ts'
import { serverClock } from './server-clock.ts'

/** Nearer to live than this, live is what is meant. */
export const EDGE_SECONDS = 12

type RewindOptions = {
  video: HTMLVideoElement | null
  event: ChannelEvent
  scene: Scene
  /** Of the live player. */
  isPaused: () => boolean
  behindMs: () => number | undefined
  /** The wall clock of the picture, where the past plays; Unix milliseconds. */
  pictureMs: () => number | undefined
  rewindTo: (broadcastId: string, startMs: number, plays: boolean) => void
  backToLive: () => void
}

export function useRewind({ video, event, scene, pictureMs, rewindTo, backToLive, ...live }: RewindOptions) {
  const isOn = event.state === 'live' || event.state === 'interrupted'
  const isLive = scene.kind === 'live'
  const isRecording = scene.kind === 'past' && scene.isRecording
  const rewindSeconds = isOn ? event.rewindSeconds : 0
  const startedAtMs = event.state === 'offline' ? null : event.about.startedAtMs
  const hasWindow = isOn && rewindSeconds > 0 && !isRecording

  const windowSeconds = useCallback(
    () => Math.min(rewindSeconds, startedAtMs === null ? 0 : (serverClock.nowMs() - startedAtMs) / 1000),
    [rewindSeconds, startedAtMs],
  )
  /** Where the picture will be, until there is one: keys are faster than it. */
  const startMs = scene.kind === 'past' ? scene.past.startMs : null
  const behindSeconds = useCallback(() => {
    if (isLive) return 0
    const atMs = pictureMs() ?? startMs
    return atMs === null ? 0 : (serverClock.nowMs() - atMs) / 1000
  }, [isLive, pictureMs, startMs])

  /** To so far behind live; at its end to live itself. */
  function goBehind(seconds: number) {
    if (event.state === 'offline') return
    const behind = Math.min(seconds, windowSeconds())
    if (behind < EDGE_SECONDS) return backToLive()
    const wantedMs = serverClock.nowMs() - behind * 1000
    const atMs = pictureMs()
    const seekTo = video && scene.kind === 'past' && atMs ? video.currentTime + (wantedMs - atMs) / 1000 : null
    if (video && seekTo !== null && isSeekable(video, seekTo)) video.currentTime = seekTo
    else rewindTo(event.broadcastId, wantedMs, isToPlay())
  }

  /** What its viewer has paused stays paused. Before there is a picture, it is as it was to be. */
  function isToPlay(): boolean {
    if (scene.kind !== 'past') return !live.isPaused()
    return pictureMs() === undefined ? scene.past.plays : video?.paused === false
  }

  function seekBy(seconds: number) {
    if (!video) return
    if (isRecording) video.currentTime = Math.max(0, video.currentTime + seconds)
    else if (hasWindow && scene.kind === 'past') goBehind(behindSeconds() - seconds)
    // at the edge there is only back, from what is seen now
    else if (hasWindow && seconds < 0) goBehind(Math.max(EDGE_SECONDS, (live.behindMs() ?? 0) / 1000 - seconds))
  }

  /** To a share of all there is, 0 to 1. */
  function seekTo(share: number) {
    if (video && isRecording && Number.isFinite(video.duration)) video.currentTime = share * video.duration
    else if (hasWindow) goBehind((1 - share) * windowSeconds())
  }

  return { hasWindow, windowSeconds, behindSeconds, goBehind, seekBy, seekTo }
}

function isSeekable({ seekable }: HTMLVideoElement, seconds: number): boolean {
  return Array.from({ length: seekable.length }, (_, index) => index).some(
    (index) => seconds >= seekable.start(index) && seconds <= seekable.end(index),
  )
}
