/** A recording by itself: the picture with its controls, what it is, and the way to its channel. */

'use client'

import type { P2pMode } from '@shoal/protocol/ticket'
import Link from 'next/link'
import { useEffect, useMemo, useRef, useState } from 'react'
import { formatDate, formatDuration } from '../../ui/figures.ts'
import { useNow } from '../../ui/use-now.ts'
import { Overlay } from '../watch/overlay.tsx'
import { P2pChoice } from '../watch/p2p-choice.tsx'
import { Picture } from '../watch/picture.tsx'
import { useHeldPicture } from '../watch/use-held-picture.ts'
import { useP2pWish } from '../watch/use-p2p-wish.ts'
import { usePastPlayback } from '../watch/use-past-playback.ts'
import { posterUrl, storyboardUrl } from './broadcast-urls.ts'

type RecordingRoomProps = {
  broadcastId: string
  channel: { slug: string; title: string }
  startedAtMs: number
  seconds: number
  originUrl: string
}

const A_MINUTE_MS = 60_000
const MODE_EVERY_MS = 1000

export function RecordingRoom({ broadcastId, channel, startedAtMs, seconds, originUrl }: RecordingRoomProps) {
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  const now = useNow(A_MINUTE_MS)
  const held = useHeldPicture(video)
  const handover = useRef(Promise.resolve())
  const [wish, setWish] = useP2pWish()
  const [mode, setMode] = useState<P2pMode | null>(null)
  const past = useMemo(() => ({ broadcastId, startMs: null, plays: true }), [broadcastId])
  const playing = usePastPlayback({
    ...{ video, handover, originUrl, slug: channel.slug, wish, past, isRecording: true },
    onLeave: held.hold,
  })
  const { snapshot } = playing

  useEffect(() => {
    const timer = setInterval(() => setMode(snapshot()?.mode ?? null), MODE_EVERY_MS)
    return () => clearInterval(timer)
  }, [snapshot])

  return (
    <div className="mx-auto max-w-6xl sm:px-6 sm:pt-6">
      <div className="overflow-hidden bg-black sm:rounded-2xl">
        <Picture
          videoRef={setVideo}
          heldRef={held.canvas}
          hasPicture
          kind="past"
          poster={posterUrl(originUrl, broadcastId)}
          storyboard={storyboardUrl(originUrl, broadcastId)}
        >
          <Overlay
            event={{ state: 'ended', broadcastId, epoch: 1, recording: 'ready' }}
            scene={{ kind: 'past', past, isRecording: true }}
            problem={playing.problem}
            onRetry={playing.retry}
            isRecovering={playing.isRecovering}
            onWatchRecording={null}
            onTurnSoundOn={
              playing.isMutedByBrowser
                ? () => {
                    if (video) video.muted = false
                  }
                : null
            }
          />
        </Picture>
      </div>
      <div className="space-y-1 px-4 py-5 sm:px-0">
        <h1 className="text-2xl font-semibold sm:text-3xl">{channel.title}</h1>
        <p className="text-ink-soft tabular-nums">
          {now !== null && (
            <>
              <time dateTime={new Date(startedAtMs).toISOString()}>{formatDate(startedAtMs, now)}</time>
              {' · '}
            </>
          )}
          {formatDuration(seconds * 1000)} ·{' '}
          <Link href={`/@${channel.slug}`} prefetch={false} className="text-sea underline underline-offset-4">
            @{channel.slug}
          </Link>
        </p>
      </div>
      <div className="px-4 pb-5 sm:px-0">
        <P2pChoice
          {...{ wish, onChange: setWish, granted: playing.granted, hindrance: playing.hindrance }}
          actual={mode}
        />
      </div>
    </div>
  )
}
