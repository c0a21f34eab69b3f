/** The video with its controls, and what lies over it. A shoal swims where there is no picture. */

'use client'

import {
  MediaControlBar,
  MediaController,
  MediaFullscreenButton,
  MediaLiveButton,
  MediaLoadingIndicator,
  MediaMuteButton,
  MediaPipButton,
  MediaPlayButton,
  MediaPreviewThumbnail,
  MediaPreviewTimeDisplay,
  MediaSeekBackwardButton,
  MediaSeekForwardButton,
  MediaTimeDisplay,
  MediaTimeRange,
  MediaVolumeRange,
} from 'media-chrome/react'
import type { ReactNode, Ref } from 'react'
import { ShoalField } from '../site/shoal-field.tsx'

type PictureProps = {
  videoRef: Ref<HTMLVideoElement>
  /** Where the last picture is held between two engines. */
  heldRef?: Ref<HTMLCanvasElement>
  /** The studio's preview starts without sound. */
  isMuted?: boolean
  hasPicture: boolean
  /** `past` can be sought in. */
  kind?: 'live' | 'past'
  /** False while what lies over the picture is all there is to press. */
  hasControls?: boolean
  /** Shown until the video has a picture of its own. */
  poster?: string | null
  /** WebVTT with the pictures for seeking. */
  storyboard?: string | null
  /** A button of ours, beside those of the player. */
  extraControl?: ReactNode
  /** Over the picture: why there is none, or what is the matter. */
  children?: ReactNode
}

const BUTTON = 'bg-transparent p-3'

export function Picture({ videoRef, heldRef, isMuted = false, hasPicture, children, ...more }: PictureProps) {
  const { kind = 'live', hasControls = true, poster = null, storyboard = null, extraControl } = more
  return (
    <div className="relative aspect-video w-full overflow-hidden bg-black">
      <MediaController defaultStreamType="live" className="absolute inset-0 size-full" hidden={!hasPicture}>
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
        <MediaLoadingIndicator slot="centered-chrome" noAutohide />
        {kind === 'past' && hasControls && (
          <MediaControlBar className="w-full bg-linear-to-t from-black/40 to-transparent px-3">
            <MediaTimeRange className="h-8 w-full bg-transparent">
              <MediaPreviewThumbnail slot="preview" />
              <MediaPreviewTimeDisplay slot="preview" />
            </MediaTimeRange>
          </MediaControlBar>
        )}
        <MediaControlBar
          hidden={!hasControls}
          className={kind === 'past' ? 'w-full bg-black/40' : 'w-full bg-linear-to-t from-black/70 to-transparent pt-6'}
        >
          <MediaPlayButton className={BUTTON} />
          {kind === 'past' && (
            <>
              <MediaSeekBackwardButton seekOffset={10} className={BUTTON} />
              <MediaSeekForwardButton seekOffset={10} className={`hidden ${BUTTON} sm:flex`} />
            </>
          )}
          <MediaMuteButton className={BUTTON} />
          <MediaVolumeRange className="hidden bg-transparent px-1 sm:flex" />
          {kind === 'live' ? (
            <MediaLiveButton className={BUTTON} />
          ) : (
            <MediaTimeDisplay showDuration className="bg-transparent px-2 tabular-nums" />
          )}
          {extraControl}
          <span className="flex-1" />
          <MediaPipButton className={kind === 'past' ? `hidden ${BUTTON} sm:flex` : BUTTON} />
          <MediaFullscreenButton className={BUTTON} />
        </MediaControlBar>
      </MediaController>
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
