/** The streamer's own look at the broadcast: muted, straight from the origin, not counted as a viewer. */

'use client'

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { useRef, useState } from 'react'
import { posterUrl } from '../recordings/broadcast-urls.ts'
import { Picture } from '../watch/picture.tsx'
import { useEngineTarget } from '../watch/use-engine-target.ts'
import { useHeldPicture } from '../watch/use-held-picture.ts'
import { usePlayback } from '../watch/use-playback.ts'
import { explainEnd } from './explain-end.ts'

type PreviewProps = { slug: string; event: ChannelEvent; endReason: string | null; originUrl: string }

export function Preview({ slug, event, endReason, originUrl }: PreviewProps) {
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
  return (
    <Picture
      videoRef={setVideo}
      heldRef={held.canvas}
      isMuted
      hasPicture={!isOver}
      poster={isOver ? null : posterUrl(originUrl, event.broadcastId)}
    >
      {event.state === 'offline' && <Waiting title="Waiting for signal" text="Start streaming in OBS." />}
      {event.state === 'starting' && <Waiting title="Signal received" text="The first seconds are being prepared." />}
      {event.state === 'interrupted' && (
        <Waiting title="Signal lost" text="Viewers keep the last picture. Reconnect, and the broadcast goes on." />
      )}
      {event.state === 'ended' && (
        <Waiting
          title="Waiting for signal"
          text={`The last broadcast ended${explainEnd(endReason)}. Start streaming in OBS.`}
        />
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
