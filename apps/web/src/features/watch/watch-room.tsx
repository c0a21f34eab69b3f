/** The watch page's live part: the picture, what the channel is doing, the viewer's choice. */

'use client'

import type { PlaybackSnapshot } from '@shoal/player/playback'
import { type ChannelEvent, channelEventSchema } from '@shoal/protocol/channel-event'
import { useEffect, useState } from 'react'
import { useEventStream } from '../../ui/use-event-stream.ts'
import { StatePill } from '../channels/state-pill.tsx'
import { Overlay } from './overlay.tsx'
import { P2pChoice } from './p2p-choice.tsx'
import { Picture } from './picture.tsx'
import { PlaybackFigures } from './playback-figures.tsx'
import { useEngineTarget } from './use-engine-target.ts'
import { useHasPlayedOut } from './use-has-played-out.ts'
import { useP2pWish } from './use-p2p-wish.ts'
import { usePlayback } from './use-playback.ts'

declare global {
  interface Window {
    /** For tests and the curious: what this player has got, and from whom. */
    shoal?: { snapshot(): PlaybackSnapshot | null }
  }
}

const FIGURES_EVERY_MS = 1000

export function WatchRoom({ slug, title, initial }: { slug: string; title: string; initial: ChannelEvent }) {
  const { value: event } = useEventStream(`/api/channels/${slug}/events`, channelEventSchema, initial)
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  const [wish, setWish] = useP2pWish()
  const target = useEngineTarget(event)
  const { problem, isMutedByBrowser, retry, snapshot } = usePlayback({ video, slug, target, wish, role: 'viewer' })
  const hasPlayedOut = useHasPlayedOut(video, event)
  const [figures, setFigures] = useState<PlaybackSnapshot | null>(null)
  const isNextStarting = event.state === 'starting' && event.broadcastId !== target?.broadcastId
  const hasPicture = target !== null && !hasPlayedOut && !isNextStarting

  useEffect(() => {
    window.shoal = { snapshot }
    const timer = setInterval(() => setFigures(snapshot()), FIGURES_EVERY_MS)
    return () => clearInterval(timer)
  }, [snapshot])

  return (
    <div className="mx-auto max-w-6xl sm:px-6 sm:pt-6">
      <div className="overflow-hidden bg-black sm:rounded-2xl">
        <Picture videoRef={setVideo} hasPicture={hasPicture}>
          <Overlay
            event={event}
            problem={problem}
            onRetry={retry}
            hasPicture={hasPicture}
            onTurnSoundOn={isMutedByBrowser ? () => video && turnSoundOn(video) : null}
          />
        </Picture>
      </div>
      <div className="space-y-5 px-4 py-5 sm:px-0">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <h1 className="min-w-0 text-2xl font-semibold sm:text-3xl">{title}</h1>
          <div aria-live="polite">
            <StatePill state={event.state} />
          </div>
        </div>
        {hasPicture && <PlaybackFigures snapshot={figures} />}
        <P2pChoice wish={wish} onChange={setWish} granted={figures?.mode ?? null} />
      </div>
    </div>
  )
}

function turnSoundOn(video: HTMLVideoElement) {
  video.muted = false
}
