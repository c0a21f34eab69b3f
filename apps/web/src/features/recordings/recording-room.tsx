/** A recording by itself: the picture with its controls, what it is, and the way to its channel. */

'use client'

import type { BroadcastAbout } from '@shoal/protocol/channel-event'
import { useMemo, useRef, useState } from 'react'
import { AboutBroadcast, Description } from '../watch/about-broadcast.tsx'
import { ChatAside } from '../watch/chat-aside.tsx'
import { ConsentBanner } from '../watch/consent-banner.tsx'
import { Overlay } from '../watch/overlay.tsx'
import { P2pChoice } from '../watch/p2p-choice.tsx'
import { Picture } from '../watch/picture.tsx'
import { PlayerHelp } from '../watch/player-help.tsx'
import { RoomLayout } from '../watch/room-layout.tsx'
import type { P2pTerms } from '../watch/select-wish.ts'
import { ShareButton } from '../watch/share-button.tsx'
import { Shelf, type ShelfItem } from '../watch/shelf.tsx'
import { SwarmDetails } from '../watch/swarm-details.tsx'
import { useFigures } from '../watch/use-figures.ts'
import { useHeldPicture } from '../watch/use-held-picture.ts'
import { useIsOffline } from '../watch/use-is-offline.ts'
import { useP2pWish } from '../watch/use-p2p-wish.ts'
import { usePastPlayback } from '../watch/use-past-playback.ts'
import { usePlayerKeys } from '../watch/use-player-keys.ts'
import { useSettings } from '../watch/use-settings.ts'
import { useRememberedSound } from '../watch/use-sound.ts'
import { guardedPosterUrl, guardedStoryboardUrl, posterUrl, storyboardUrl } from './broadcast-urls.ts'

type RecordingRoomProps = {
  broadcastId: string
  channel: { slug: string; title: string }
  about: BroadcastAbout
  seconds: number
  /** Not for everybody. */
  isGuarded: boolean
  originUrl: string
  terms: P2pTerms
  /** Others of the channel. */
  shelf: readonly ShelfItem[]
}

export function RecordingRoom({ broadcastId, channel, about, seconds, ...more }: RecordingRoomProps) {
  const { isGuarded, originUrl, terms, shelf } = more
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  const [frame, setFrame] = useState<HTMLDivElement | null>(null)
  const held = useHeldPicture(video)
  const handover = useRef(Promise.resolve())
  const choice = useP2pWish(terms)
  const settings = useSettings(video, held.hold)
  const past = useMemo(() => ({ broadcastId, startMs: null, plays: true }), [broadcastId])
  const playing = usePastPlayback({
    ...{ video, handover, originUrl, slug: channel.slug, past, isRecording: true, isGuarded, onLeave: held.hold },
    ...{ wish: choice.wish, cap: choice.cap, quality: settings.quality },
  })
  useRememberedSound(video)
  const figures = useFigures(playing.snapshot)
  const isOffline = useIsOffline()
  const keys = usePlayerKeys({
    ...{ video, frame, hasPicture: true, setSpeed: settings.setSpeed },
    seekBy(by) {
      if (video) video.currentTime = Math.max(0, video.currentTime + by)
    },
    seekTo(share) {
      if (video && Number.isFinite(video.duration)) video.currentTime = share * video.duration
    },
  })
  const title = about.title || channel.title

  return (
    <RoomLayout
      isTheatre={keys.isTheatre}
      aside={<ChatAside slug={channel.slug} broadcastId={broadcastId} pictureMs={playing.pictureMs} />}
      head={
        <>
          <AboutBroadcast
            {...{ title, channel, seconds }}
            category={about.category}
            state={null}
            startedAtMs={about.startedAtMs}
          >
            <ShareButton title={title} path={`/watch/${broadcastId}`} embedPath={`/embed/${broadcastId}`} />
          </AboutBroadcast>
          <ConsentBanner choice={choice} terms={terms} />
        </>
      }
      picture={
        <Picture
          videoRef={setVideo}
          frameRef={setFrame}
          heldRef={held.canvas}
          hasPicture
          isFilling={keys.isTheatre}
          poster={isGuarded ? guardedPosterUrl(broadcastId) : posterUrl(originUrl, broadcastId)}
          storyboard={isGuarded ? guardedStoryboardUrl(broadcastId) : storyboardUrl(originUrl, broadcastId)}
          controls={{
            kind: 'past',
            settings: settings.menu({
              ...{ frame, qualities: playing.qualities, playing: figures?.rung, isRecording: true },
            }),
            theatre: { isOn: keys.isTheatre, onToggle: keys.toggleTheatre },
          }}
        >
          <Overlay
            event={{ state: 'ended', broadcastId, epoch: 1, about, recording: 'ready', next: null }}
            scene={{ kind: 'past', past, isRecording: true }}
            problem={playing.problem}
            onRetry={playing.retry}
            isRecovering={playing.isRecovering}
            isOffline={isOffline}
            isSoundAlone={settings.isSoundAlone(playing.qualities)}
            said={keys.said}
            onWatchRecording={null}
            onTurnSoundOn={playing.isMutedByBrowser ? () => video && turnSoundOn(video) : null}
          />
        </Picture>
      }
    >
      <Description text={about.description} />
      <div className="space-y-3">
        <P2pChoice
          {...{ choice, terms, granted: playing.granted, hindrance: playing.hindrance }}
          actual={figures?.mode ?? null}
        />
        <SwarmDetails facts={figures} />
      </div>
      <Shelf items={shelf} originUrl={originUrl} />
      <PlayerHelp {...keys.help} frame={frame} />
    </RoomLayout>
  )
}

function turnSoundOn(video: HTMLVideoElement) {
  video.muted = false
}
