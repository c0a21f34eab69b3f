/** The watch page's live part: the picture, what the channel is doing, the viewer's choice. */

'use client'

import type { PlaybackSnapshot } from '@shoal/player/playback'
import { type ChannelEvent, channelEventSchema } from '@shoal/protocol/channel-event'
import type { P2pMode } from '@shoal/protocol/ticket'
import { Radio, RotateCcw } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useEventStream } from '../../ui/use-event-stream.ts'
import { StatePill } from '../channels/state-pill.tsx'
import { posterUrl, storyboardUrl } from '../recordings/broadcast-urls.ts'
import { ControlButton } from './control-button.tsx'
import { Overlay } from './overlay.tsx'
import { P2pChoice } from './p2p-choice.tsx'
import { PastFigures } from './past-figures.tsx'
import { Picture } from './picture.tsx'
import { PlaybackFigures } from './playback-figures.tsx'
import { useEngineTarget } from './use-engine-target.ts'
import { useHeldPicture } from './use-held-picture.ts'
import { useP2pWish } from './use-p2p-wish.ts'
import { usePastPlayback } from './use-past-playback.ts'
import { usePlayback } from './use-playback.ts'
import { useScene } from './use-scene.ts'

declare global {
  interface Window {
    /** For tests and the curious: what this player has got, and from whom. */
    shoal?: { snapshot(): PlaybackSnapshot | null }
  }
}

const FIGURES_EVERY_MS = 1000
const REWIND_MS = 30_000

type WatchRoomProps = { slug: string; title: string; initial: ChannelEvent; originUrl: string }

export function WatchRoom({ slug, title, initial, originUrl }: WatchRoomProps) {
  const { value: event } = useEventStream(`/api/v1/channels/${slug}/events`, channelEventSchema, initial)
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  const [wish, setWish] = useP2pWish()
  const target = useEngineTarget(event)
  const { scene, hasChosen, rewindTo, backToLive } = useScene({ event, target, video })
  const held = useHeldPicture(video)
  const handover = useRef(Promise.resolve())
  const live = usePlayback({
    ...{ video, handover, slug, wish, role: 'viewer' },
    target: scene.kind === 'live' ? scene.target : null,
    onLeave: held.hold,
  })
  const past = usePastPlayback({
    ...{ video, handover, originUrl, slug, wish },
    past: scene.kind === 'past' ? scene.past : null,
    isRecording: scene.kind === 'past' && scene.isRecording,
    onLeave: held.hold,
  })
  const { snapshot } = live
  const { snapshot: pastSnapshot } = past
  const [figures, setFigures] = useState<PlaybackSnapshot | null>(null)
  const [pastMode, setPastMode] = useState<P2pMode | null>(null)
  const playing = scene.kind === 'past' ? past : live
  const hasPicture = scene.kind !== 'cover'
  const isOn = event.state === 'live' || event.state === 'interrupted'
  const canRewind = scene.kind === 'live' && isOn && event.rewindSeconds > 0
  const isInviting = scene.kind === 'past' && scene.isRecording && !hasChosen
  const recordingId = scene.kind === 'past' && scene.isRecording ? scene.past.broadcastId : null

  useEffect(() => {
    window.shoal = { snapshot }
    const timer = setInterval(() => {
      setFigures(snapshot())
      setPastMode(pastSnapshot()?.mode ?? null)
    }, FIGURES_EVERY_MS)
    return () => clearInterval(timer)
  }, [snapshot, pastSnapshot])

  function rewind() {
    if (scene.kind !== 'live') return
    rewindTo(scene.target.broadcastId, Date.now() - (snapshot()?.latencyMs ?? 0) - REWIND_MS)
  }

  return (
    <div className="mx-auto max-w-6xl sm:px-6 sm:pt-6">
      <div className="overflow-hidden bg-black sm:rounded-2xl">
        <Picture
          videoRef={setVideo}
          heldRef={held.canvas}
          hasPicture={hasPicture}
          kind={scene.kind === 'past' ? 'past' : 'live'}
          hasControls={!isInviting}
          poster={event.state === 'offline' ? null : posterUrl(originUrl, event.broadcastId)}
          storyboard={recordingId === null ? null : storyboardUrl(originUrl, recordingId)}
          extraControl={
            <>
              {canRewind && (
                <ControlButton onClick={rewind}>
                  <RotateCcw aria-hidden className="size-4.5" />
                  Rewind
                </ControlButton>
              )}
              {scene.kind === 'past' && isOn && (
                <ControlButton onClick={backToLive}>
                  <Radio aria-hidden className="size-4.5" />
                  Back to live
                </ControlButton>
              )}
            </>
          }
        >
          <Overlay
            event={event}
            scene={scene}
            problem={playing.problem}
            onRetry={playing.retry}
            isRecovering={past.isRecovering}
            onWatchRecording={isInviting ? () => void video?.play() : null}
            onTurnSoundOn={playing.isMutedByBrowser ? () => video && turnSoundOn(video) : null}
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
        {scene.kind === 'live' && <PlaybackFigures snapshot={figures} />}
        {scene.kind === 'past' && <PastFigures isRecording={scene.isRecording} pictureMs={past.pictureMs} />}
        <P2pChoice
          {...{ wish, onChange: setWish, granted: playing.granted, hindrance: playing.hindrance }}
          actual={(scene.kind === 'past' ? pastMode : figures?.mode) ?? null}
        />
      </div>
    </div>
  )
}

function turnSoundOn(video: HTMLVideoElement) {
  video.muted = false
}
