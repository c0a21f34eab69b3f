/** The video, and what lies over it. A shoal swims where there is no picture. The controls come after the first paint. */

'use client'

import dynamic from 'next/dynamic'
import type { ComponentProps, ReactNode, Ref } from 'react'
import { preload } from 'react-dom'
import { loadPart } from '../../ui/load-part.ts'
import { ShoalField } from '../site/shoal-field.tsx'
import { loadElements } from './elements/load-elements.ts'
import type {} from './elements/media-elements.ts'
import type { PlayerControls } from './player-controls.tsx'

const Controls = dynamic(
  () =>
    loadElements().then(() => loadPart(() => import('./player-controls.tsx')).then((chunk) => chunk.PlayerControls)),
  { ssr: false },
)

const FRAME_ID = 'player-frame'

type PictureProps = {
  videoRef: Ref<HTMLVideoElement>
  /** What becomes full screen, with all that lies over the picture. */
  frameRef?: Ref<HTMLDivElement>
  /** Where the last picture is held between two engines. */
  heldRef?: Ref<HTMLCanvasElement>
  /** The studio's preview starts without sound. */
  isMuted?: boolean
  hasPicture: boolean
  /** Left out, there is play, sound and full screen. */
  controls?: ComponentProps<typeof PlayerControls>
  /** False while what lies over the picture is all there is to press. */
  hasControls?: boolean
  /** Shown until the video has a picture of its own. */
  poster?: string | null
  /** WebVTT with the pictures for seeking. */
  storyboard?: string | null
  /** Fills its frame, whatever shape that has. */
  isFilling?: boolean
  /** Over the picture: why there is none, or what is the matter. */
  children?: ReactNode
}

export function Picture({ videoRef, heldRef, isMuted = false, hasPicture, children, ...more }: PictureProps) {
  const { frameRef, controls, hasControls = true, poster = null, storyboard = null, isFilling = false } = more
  // the largest thing that a viewer sees first, and browsers think little of a poster
  if (poster !== null) preload(poster, { as: 'image', crossOrigin: 'anonymous', fetchPriority: 'high' })
  return (
    <div
      ref={frameRef}
      id={FRAME_ID}
      className={`group/frame relative w-full overflow-hidden bg-black ${isFilling ? 'h-full' : 'aspect-video'}`}
    >
      <media-controller
        defaultstreamtype="live"
        fullscreenelement={FRAME_ID}
        nohotkeys=""
        novolumepref=""
        nomutedpref=""
        dir="ltr"
        className="absolute inset-0 block size-full"
        hidden={!hasPicture}
      >
        <video
          ref={videoRef}
          slot="media"
          playsInline
          muted={isMuted}
          crossOrigin="anonymous"
          {...(poster !== null && { poster })}
          className="size-full"
        >
          {storyboard !== null && <track default kind="metadata" label="thumbnails" src={storyboard} />}
        </video>
        {hasPicture && hasControls && <Controls {...controls} />}
      </media-controller>
      {heldRef && (
        <canvas
          ref={heldRef}
          hidden
          aria-hidden
          className="pointer-events-none absolute inset-0 size-full object-contain"
        />
      )}
      {!hasPicture && <ShoalField />}
      {children}
    </div>
  )
}
