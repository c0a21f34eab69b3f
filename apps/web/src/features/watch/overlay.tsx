/** What is said over the picture: why there is none yet, that it will go on, or that sound waits for a press. */

'use client'

import type { FatalReason } from '@shoal/player/playback'
import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { Headphones, Play, VolumeX } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { useDates } from '../../ui/use-dates.ts'
import { useNow } from '../../ui/use-now.ts'
import { Cover } from './cover.tsx'
import type { Scene } from './scene.ts'

type OverlayProps = {
  event: ChannelEvent
  scene: Scene
  problem: FatalReason | null
  onRetry: () => void
  /** The past is being fetched again after a failure. */
  isRecovering: boolean
  /** This machine has no network at all. */
  isOffline: boolean
  /** There is sound alone, because the viewer wants no more. */
  isSoundAlone: boolean
  /** What a key has just done. */
  said: string | null
  /** Null unless a recording waits for its viewer. */
  onWatchRecording: (() => void) | null
  /** Null unless the browser let the picture start only without sound. */
  onTurnSoundOn: (() => void) | null
}

/** A page without an origin of its own, as in a frame with a `sandbox`, is let in nowhere. */
type Problem = FatalReason | 'closed-in'

const CAN_RETRY: Record<Problem, boolean> = {
  'not-supported': false,
  network: true,
  media: true,
  'ticket-refused': true,
  'closed-in': false,
}
const A_MINUTE_MS = 60_000

export function Overlay({
  event,
  scene,
  problem,
  onRetry,
  isRecovering,
  isOffline,
  onWatchRecording,
  ...more
}: OverlayProps) {
  const words = useTranslations('watch.overlay')
  const { onTurnSoundOn, isSoundAlone, said } = more
  const date = useDates()
  const now = useNow(A_MINUTE_MS)
  const next = 'next' in event ? event.next : null
  const upcoming =
    next && now !== null ? announce(words('nextAt', { date: date(next.atMs, 'appointment') }), next.text) : null
  if (scene.kind === 'cover') return <ChannelCover event={event} />
  if (problem) {
    const told: Problem = problem === 'ticket-refused' && self.origin === 'null' ? 'closed-in' : problem
    return (
      <Cover title={words(`problems.${told}.title`)} text={words(`problems.${told}.text`)} isAlert>
        {CAN_RETRY[told] && <Button onClick={onRetry}>{words('tryAgain')}</Button>}
      </Cover>
    )
  }
  if (onWatchRecording) {
    return (
      <Cover title={words('ended')} text={upcoming ?? words('startsHere')}>
        <Button onClick={onWatchRecording}>
          <Play aria-hidden className="size-5" />
          {words('watchRecording')}
        </Button>
      </Cover>
    )
  }
  const status = isOffline
    ? words('offline')
    : scene.kind === 'live' && event.state === 'interrupted'
      ? words('reconnecting')
      : scene.kind === 'past' && isRecovering
        ? words('recovering')
        : null
  return (
    <>
      {isSoundAlone && (
        <div className="pointer-events-none absolute inset-0 grid place-content-center justify-items-center gap-3 bg-deep/85 text-deep-ink">
          <Headphones aria-hidden className="size-12 opacity-80" />
          <p className="text-lg font-medium">{words('soundOnly')}</p>
        </div>
      )}
      {status !== null && <Status>{status}</Status>}
      <p role="status" className="pointer-events-none absolute inset-x-0 top-1/3 flex justify-center">
        {said !== null && (
          <span className="rounded-full bg-black/70 px-4 py-2 text-sm font-medium text-white">{said}</span>
        )}
      </p>
      {onTurnSoundOn && (
        <button
          type="button"
          onClick={onTurnSoundOn}
          className="absolute start-3 top-3 inline-flex min-h-11 items-center gap-2 rounded-full bg-white px-4 font-medium text-black shadow-lg"
        >
          <VolumeX aria-hidden className="size-5" />
          {words('soundOn')}
        </button>
      )}
    </>
  )
}

function ChannelCover({ event }: { event: ChannelEvent }) {
  const words = useTranslations('watch.overlay')
  const date = useDates()
  const now = useNow(A_MINUTE_MS)
  const next = 'next' in event ? event.next : null
  if (event.state === 'live' || event.state === 'interrupted') return null
  if (event.state === 'starting') return <Cover title={words('starting')} text={words('startingText')} />
  const pending = event.state === 'ended' && event.recording === 'pending' ? `${words('recordingSoon')} ` : ''
  if (next && now !== null) {
    const title = words('nextAt', { date: date(next.atMs, 'appointment') })
    return (
      <Cover title={title} text={`${pending}${words('startsHere')}`}>
        {next.text !== '' && (
          // a phone's picture is low, and the words may be many
          <ScrollRegion label={title} className="max-h-[18vw] max-w-md text-base font-medium sm:max-h-none sm:text-xl">
            <p>{next.text}</p>
          </ScrollRegion>
        )}
      </Cover>
    )
  }
  if (event.state === 'offline') return <Cover title={words('notLive')} text={words('notLiveText')} />
  return <Cover title={words('ended')} text={`${pending}${words('startsHere')}`} />
}

function announce(when: string, what: string): string {
  return what === '' ? when : `${when} · ${what}`
}

function Status({ children }: { children: ReactNode }) {
  return (
    <p
      role="status"
      className="absolute inset-x-0 top-3 mx-auto w-max max-w-[92%] rounded-full bg-black/70 px-4 py-2 text-sm font-medium text-white"
    >
      {children}
    </p>
  )
}
