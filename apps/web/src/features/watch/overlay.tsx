/** What is said over the picture: why there is none yet, that it will go on, or that sound waits for a press. */

'use client'

import type { FatalReason } from '@shoal/player/playback'
import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { VolumeX } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'

type OverlayProps = {
  event: ChannelEvent
  problem: FatalReason | null
  onRetry: () => void
  hasPicture: boolean
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

const COVERS: Record<Exclude<ChannelEvent['state'], 'live' | 'interrupted'>, { title: string; text: string }> = {
  offline: { title: 'Not live yet', text: 'The picture starts here by itself. You can leave this page open.' },
  starting: { title: 'About to start', text: 'The first seconds are on their way.' },
  ended: { title: 'The broadcast has ended', text: 'If the channel goes live again, it starts here by itself.' },
}

export function Overlay({ event, problem, onRetry, hasPicture, onTurnSoundOn }: OverlayProps) {
  if (hasPicture && problem) {
    const { title, text, canRetry } = PROBLEMS[problem]
    return (
      <Cover title={title} text={text}>
        {canRetry && <Button onClick={onRetry}>Try again</Button>}
      </Cover>
    )
  }
  if (!hasPicture) {
    return event.state === 'live' || event.state === 'interrupted' ? null : <Cover {...COVERS[event.state]} />
  }
  return (
    <>
      {event.state === 'interrupted' && (
        <p
          role="status"
          className="absolute top-3 left-1/2 w-max max-w-[92%] -translate-x-1/2 rounded-full bg-black/70 px-4 py-2 text-sm font-medium text-white"
        >
          The streamer is reconnecting…
        </p>
      )}
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

function Cover({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="absolute inset-0 grid place-content-center justify-items-center gap-2 bg-[radial-gradient(closest-side,rgb(4_16_24/0.8),rgb(4_16_24/0.2))] px-6 text-center text-deep-ink">
      <p className="text-2xl font-semibold sm:text-4xl">{title}</p>
      <p className="max-w-md text-sm opacity-85 sm:text-lg">{text}</p>
      {children && <div className="mt-3">{children}</div>}
    </div>
  )
}
