/** What is said over the picture: why there is none yet, that it will go on, or that sound waits for a press. */

'use client'

import type { FatalReason } from '@shoal/player/playback'
import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { Play, VolumeX } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import type { Scene } from './scene.ts'

type OverlayProps = {
  event: ChannelEvent
  scene: Scene
  problem: FatalReason | null
  onRetry: () => void
  /** The past is being fetched again after a failure. */
  isRecovering: boolean
  /** Null unless a recording waits for its viewer. */
  onWatchRecording: (() => void) | null
  /** Null unless the browser let the picture start only without sound. */
  onTurnSoundOn: (() => void) | null
}

const PROBLEMS: Record<FatalReason, { title: string; text: string; canRetry: boolean }> = {
  'not-supported': {
    title: 'This browser cannot play it',
    text: 'It lacks Media Source Extensions. A current Firefox, Chrome, Edge or Safari has them.',
    canRetry: false,
  },
  network: { title: 'The picture does not arrive', text: 'Check your connection, then try again.', canRetry: true },
  media: { title: 'The picture cannot be decoded', text: 'Trying again often helps.', canRetry: true },
  'ticket-refused': {
    title: 'The server let nobody in',
    text: 'It may be busy. Try again in a moment.',
    canRetry: true,
  },
}

const NEXT_STARTS_HERE = 'If the channel goes live again, it starts here by itself.'

export function Overlay({ event, scene, problem, onRetry, isRecovering, onWatchRecording, ...more }: OverlayProps) {
  const { onTurnSoundOn } = more
  if (scene.kind === 'cover') return <ChannelCover event={event} />
  if (problem) {
    const { title, text, canRetry } = PROBLEMS[problem]
    return (
      <Cover title={title} text={text}>
        {canRetry && <Button onClick={onRetry}>Try again</Button>}
      </Cover>
    )
  }
  if (onWatchRecording) {
    return (
      <Cover title="The broadcast has ended" text={NEXT_STARTS_HERE}>
        <Button onClick={onWatchRecording}>
          <Play aria-hidden className="size-5" />
          Watch the recording
        </Button>
      </Cover>
    )
  }
  return (
    <>
      {scene.kind === 'live' && event.state === 'interrupted' && <Status>The streamer is reconnecting…</Status>}
      {scene.kind === 'past' && isRecovering && <Status>The picture does not arrive, trying again…</Status>}
      {onTurnSoundOn && (
        <button
          type="button"
          onClick={onTurnSoundOn}
          className="absolute top-3 left-3 inline-flex min-h-11 items-center gap-2 rounded-full bg-white px-4 font-medium text-black shadow-lg"
        >
          <VolumeX aria-hidden className="size-5" />
          Turn sound on
        </button>
      )}
    </>
  )
}

function ChannelCover({ event }: { event: ChannelEvent }) {
  switch (event.state) {
    case 'live':
    case 'interrupted':
      return null
    case 'offline':
      return <Cover title="Not live yet" text="The picture starts here by itself. You can leave this page open." />
    case 'starting':
      return <Cover title="About to start" text="The first seconds are on their way." />
    case 'ended': {
      const recording = event.recording === 'pending' ? 'Its recording is here in a moment. ' : ''
      return <Cover title="The broadcast has ended" text={`${recording}${NEXT_STARTS_HERE}`} />
    }
  }
}

function Status({ children }: { children: ReactNode }) {
  return (
    <p
      role="status"
      className="absolute top-3 left-1/2 w-max max-w-[92%] -translate-x-1/2 rounded-full bg-black/70 px-4 py-2 text-sm font-medium text-white"
    >
      {children}
    </p>
  )
}

function Cover({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="absolute inset-0 grid place-content-center justify-items-center gap-2 bg-[radial-gradient(closest-side,rgb(4_16_24/0.8),rgb(4_16_24/0.2))] px-6 text-center text-deep-ink">
      <p className="text-2xl font-semibold sm:text-4xl">{title}</p>
      <p className="max-w-md text-sm opacity-85 sm:text-lg">{text}</p>
      {children && <div className="mt-3">{children}</div>}
    </div>
  )
}
