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
  MediaVolumeRange,
} from 'media-chrome/react'
import type { ReactNode, Ref } from 'react'
import { ShoalField } from '../site/shoal-field.tsx'

type PictureProps = {
  videoRef: Ref<HTMLVideoElement>
  /** The studio's preview starts without sound. */
  isMuted?: boolean
  hasPicture: boolean
  /** Over the picture: why there is none, or what is the matter. */
  children?: ReactNode
}

export function Picture({ videoRef, isMuted = false, hasPicture, children }: PictureProps) {
  return (
    <div className="relative aspect-video w-full overflow-hidden bg-black">
      <MediaController defaultStreamType="live" className="absolute inset-0 size-full" hidden={!hasPicture}>
        <video ref={videoRef} slot="media" playsInline muted={isMuted} className="size-full" />
        <MediaLoadingIndicator slot="centered-chrome" noAutohide />
        <MediaControlBar className="w-full bg-linear-to-t from-black/70 to-transparent pt-6">
          <MediaPlayButton className="bg-transparent p-3" />
          <MediaMuteButton className="bg-transparent p-3" />
          <MediaVolumeRange className="hidden bg-transparent px-1 sm:flex" />
          <MediaLiveButton className="bg-transparent p-3" />
          <span className="flex-1" />
          <MediaPipButton className="bg-transparent p-3" />
          <MediaFullscreenButton className="bg-transparent p-3" />
        </MediaControlBar>
      </MediaController>
      {!hasPicture && <ShoalField />}
      {children}
    </div>
  )
}
