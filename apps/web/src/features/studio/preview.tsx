/** The streamer's own look at the broadcast: muted, straight from the origin, not counted as a viewer. */

'use client'

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { guardedPosterUrl } from '../recordings/broadcast-urls.ts'
import { Picture } from '../watch/picture.tsx'
import { useEngineTarget } from '../watch/use-engine-target.ts'
import { useHeldPicture } from '../watch/use-held-picture.ts'
import { usePlayback } from '../watch/use-playback.ts'
import { useEndWords } from './use-end-words.ts'

type PreviewProps = {
  slug: string
  event: ChannelEvent
  endReason: string | null
  /** Whether it moves. Has to stay the same function. */
  onPicture: (isMoving: boolean) => void
}

export function Preview({ slug, event, endReason, onPicture }: PreviewProps) {
  const words = useTranslations('studio')
  const explainEnd = useEndWords()
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  const target = useEngineTarget(event)
  const isOver = event.state === 'ended' || event.state === 'offline' || event.state === 'starting'
  const held = useHeldPicture(video)
  const handover = useRef(Promise.resolve())
  usePlayback({
    ...{ video, handover, slug, wish: 'off', role: 'preview' },
    target: isOver ? null : target,
    onLeave: held.hold,
  })

  useEffect(() => {
    if (isOver) onPicture(false)
    if (!video || isOver) return
    const moves = () => onPicture(true)
    video.addEventListener('playing', moves)
    return () => video.removeEventListener('playing', moves)
  }, [video, isOver, onPicture])

  return (
    <Picture
      videoRef={setVideo}
      heldRef={held.canvas}
      isMuted
      hasPicture={!isOver}
      poster={isOver ? null : guardedPosterUrl(event.broadcastId)}
    >
      {event.state === 'offline' && <Waiting title={words('preview.waiting')} text={words('preview.waitingText')} />}
      {event.state === 'starting' && <Waiting title={words('preview.received')} text={words('preview.receivedText')} />}
      {event.state === 'interrupted' && <Waiting title={words('preview.lost')} text={words('preview.lostText')} />}
      {event.state === 'ended' && (
        <Waiting title={words('preview.waiting')} text={`${explainEnd(endReason)} ${words('preview.waitingText')}`} />
      )}
    </Picture>
  )
}

function Waiting({ title, text }: { title: string; text: string }) {
  return (
    <div className="absolute inset-0 grid place-content-center justify-items-center gap-1.5 bg-[radial-gradient(closest-side,rgb(4_16_24/0.8),rgb(4_16_24/0.2))] px-6 text-center text-deep-ink">
      <p className="text-xl font-semibold sm:text-2xl">{title}</p>
      <p className="max-w-sm text-sm opacity-85 sm:text-base">{text}</p>
    </div>
  )
}
