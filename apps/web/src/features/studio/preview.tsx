/** The streamer's own look at the broadcast: muted, straight from the origin, not counted as a viewer. */

'use client'

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { guardedPosterUrl } from '../recordings/broadcast-urls.ts'
import { Cover } from '../watch/cover.tsx'
import { Picture } from '../watch/picture.tsx'
import { useEngineTarget } from '../watch/use-engine-target.ts'
import { useHeldPicture } from '../watch/use-held-picture.ts'
import { usePlayback } from '../watch/use-playback.ts'
import { useEndWords } from './use-end-words.ts'

type PreviewProps = {
  slug: string
  /** Nobody publishes to the channel. */
  isElsewhere: boolean
  event: ChannelEvent
  endReason: string | null
  /** Whether it moves. Has to stay the same function. */
  onPicture: (isMoving: boolean) => void
}

export function Preview({ slug, isElsewhere, event, endReason, onPicture }: PreviewProps) {
  const words = useTranslations('studio')
  const explainEnd = useEndWords()
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  const target = useEngineTarget(event)
  const isOver = event.state === 'ended' || event.state === 'offline' || event.state === 'starting'
  const held = useHeldPicture(video)
  const handover = useRef(Promise.resolve(0))
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
      {event.state === 'offline' && (
        <Cover
          isSmall
          title={words(isElsewhere ? 'elsewhere.waiting' : 'preview.waiting')}
          text={words(isElsewhere ? 'elsewhere.waitingText' : 'preview.waitingText')}
        />
      )}
      {event.state === 'starting' && (
        <Cover isSmall title={words('preview.received')} text={words('preview.receivedText')} />
      )}
      {event.state === 'interrupted' && (
        <Cover isSmall title={words('preview.lost')} text={words('preview.lostText')} />
      )}
      {event.state === 'ended' && (
        <Cover
          isSmall
          title={words('preview.waiting')}
          text={`${explainEnd(endReason)} ${words('preview.waitingText')}`}
        />
      )}
    </Picture>
  )
}
