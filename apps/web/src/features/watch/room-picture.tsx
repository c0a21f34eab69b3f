/** A room's picture: the video with its controls, and what has to be said over it. */

'use client'

import type { ReactNode } from 'react'
import { guardedPosterUrl, guardedStoryboardUrl, posterUrl, storyboardUrl } from '../recordings/broadcast-urls.ts'
import { DeletedCover } from './deleted-cover.tsx'
import { Overlay } from './overlay.tsx'
import { Picture } from './picture.tsx'
import { EDGE_SECONDS } from './use-rewind.ts'
import type { Room } from './use-room.ts'

const REWIND_SECONDS = 30

type RoomPictureProps = {
  room: Room
  /** Before, what lies over the picture is all there is to press. */
  hasControls?: boolean
  /** Fills its frame, whatever shape that has, and has no room to widen into. */
  isFrame?: boolean
  /** Whoever put the player here wants it silent, and it says nothing of it. */
  isSilent?: boolean
  /** In place of what the player would say over its picture. */
  cover?: ReactNode
  /** Null unless a recording waits for its viewer. */
  onWatchRecording?: (() => void) | null
  /** Over it all. */
  children?: ReactNode
}

export function RoomPicture({ room, hasControls = true, isFrame = false, children, ...more }: RoomPictureProps) {
  const { isSilent = false, cover = null, onWatchRecording = null } = more
  const { event, scene, rewind, keys, playing, settings, video, frame, originUrl, isGuarded, broadcastId } = room
  const { isOn, isRecording, recordingId, isOffline } = room
  const isLive = scene.kind === 'live'
  const latencySeconds = room.figures?.latencyMs === undefined ? null : room.figures.latencyMs / 1000
  const hasRewind = isLive && !isFrame && rewind.hasWindow && rewind.windowSeconds() >= EDGE_SECONDS
  return (
    <Picture
      videoRef={room.setVideo}
      frameRef={room.setFrame}
      heldRef={room.held.canvas}
      hasPicture={scene.kind !== 'cover'}
      hasControls={hasControls && room.deleted === null}
      isFilling={isFrame || keys.isTheatre}
      poster={broadcastId && (isGuarded ? guardedPosterUrl(broadcastId) : posterUrl(originUrl, broadcastId))}
      storyboard={
        recordingId && (isGuarded ? guardedStoryboardUrl(recordingId) : storyboardUrl(originUrl, recordingId))
      }
      controls={{
        video,
        kind: scene.kind === 'past' ? 'past' : 'live',
        window: rewind.hasWindow ? { ...rewind, onSeek: rewind.goBehind } : null,
        live: isOn
          ? {
              ...{ isAtEdge: isLive, latencySeconds },
              onPress: () => (isLive ? void video?.play().catch(() => {}) : room.backToLive()),
            }
          : null,
        onRewind: hasRewind ? () => rewind.seekBy(-REWIND_SECONDS) : null,
        settings: settings.menu({ frame, qualities: playing.qualities, playing: room.shown?.rung, isRecording }),
        theatre: isFrame ? null : { isOn: keys.isTheatre, onToggle: keys.toggleTheatre },
      }}
    >
      {cover ??
        (room.deleted ? (
          <DeletedCover deleted={room.deleted} slug={room.slug} isFrame={isFrame} />
        ) : (
          <Overlay
            {...{ event, scene, isOffline, onWatchRecording }}
            problem={playing.problem}
            onRetry={playing.retry}
            isRecovering={playing.isRecovering}
            isSoundAlone={settings.isSoundAlone(playing.qualities)}
            said={keys.said}
            onTurnSoundOn={playing.isMutedByBrowser && !isSilent ? () => video && turnSoundOn(video) : null}
          />
        ))}
      {children}
    </Picture>
  )
}

function turnSoundOn(video: HTMLVideoElement) {
  video.muted = false
}
