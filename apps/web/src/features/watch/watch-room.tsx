/** The watch page's live part: the picture, what the channel is doing, the viewer's choice. */

'use client'

import type { PlaybackSnapshot } from '@shoal/player/playback'
import { type ChannelEvent, channelEventSchema } from '@shoal/protocol/channel-event'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useEventStream } from '../../ui/use-event-stream.ts'
import { FollowButton } from '../notifications/follow-button.tsx'
import { guardedPosterUrl, guardedStoryboardUrl, posterUrl, storyboardUrl } from '../recordings/broadcast-urls.ts'
import { AboutBroadcast, Description } from './about-broadcast.tsx'
import { ChatAside } from './chat-aside.tsx'
import { ConsentBanner } from './consent-banner.tsx'
import { Overlay } from './overlay.tsx'
import { P2pChoice } from './p2p-choice.tsx'
import { PastFigures } from './past-figures.tsx'
import { Picture } from './picture.tsx'
import { PlaybackFigures } from './playback-figures.tsx'
import { PlayerHelp } from './player-help.tsx'
import { RoomLayout } from './room-layout.tsx'
import type { P2pTerms } from './select-wish.ts'
import { ShareButton } from './share-button.tsx'
import { Shelf, type ShelfItem } from './shelf.tsx'
import { SwarmDetails } from './swarm-details.tsx'
import { useEngineTarget } from './use-engine-target.ts'
import { useFigures } from './use-figures.ts'
import { useHeldPicture } from './use-held-picture.ts'
import { useIsOffline } from './use-is-offline.ts'
import { useP2pWish } from './use-p2p-wish.ts'
import { usePastPlayback } from './use-past-playback.ts'
import { usePlayback } from './use-playback.ts'
import { usePlayerKeys } from './use-player-keys.ts'
import { useScene } from './use-scene.ts'
import { useSettings } from './use-settings.ts'
import { useRememberedSound } from './use-sound.ts'

declare global {
  interface Window {
    /** For tests and the curious: what this player has got, and from whom. */
    shoal?: { snapshot(): PlaybackSnapshot | null }
  }
}

const REWIND_SECONDS = 30
/** Nearer to live than this, live is what is meant. */
const EDGE_SECONDS = 12

type WatchRoomProps = {
  channel: { slug: string; title: string; about: string }
  initial: ChannelEvent
  originUrl: string
  terms: P2pTerms
  /** Recordings of the channel, for when there is nothing live. */
  shelf: readonly ShelfItem[]
}

export function WatchRoom({ channel, initial, originUrl, terms, shelf }: WatchRoomProps) {
  const { slug } = channel
  const { value: event } = useEventStream(`/api/v1/channels/${slug}/events`, channelEventSchema, initial)
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  const [frame, setFrame] = useState<HTMLDivElement | null>(null)
  const isGuarded = event.state !== 'offline' && event.isGuarded === true
  const choice = useP2pWish(terms)
  const { wish, cap } = choice
  const target = useEngineTarget(event)
  const { scene, hasChosen, rewindTo, backToLive } = useScene({ event, target, video })
  const held = useHeldPicture(video)
  const settings = useSettings(video, held.hold)
  const handover = useRef(Promise.resolve())
  const { quality } = settings
  const live = usePlayback({
    ...{ video, handover, slug, wish, cap, quality, role: 'viewer' },
    target: scene.kind === 'live' ? scene.target : null,
    onLeave: held.hold,
  })
  const past = usePastPlayback({
    ...{ video, handover, originUrl, slug, wish, cap, quality },
    past: scene.kind === 'past' ? scene.past : null,
    isRecording: scene.kind === 'past' && scene.isRecording,
    isGuarded,
    onLeave: held.hold,
  })
  useRememberedSound(video)
  const { snapshot } = live
  const { snapshot: pastSnapshot, pictureMs } = past
  const figures = useFigures(snapshot)
  const pastFigures = useFigures(pastSnapshot)
  const isOffline = useIsOffline()
  const playing = scene.kind === 'past' ? past : live
  const shown = scene.kind === 'past' ? pastFigures : figures
  const isOn = event.state === 'live' || event.state === 'interrupted'
  const rewindSeconds = isOn ? event.rewindSeconds : 0
  const startedAtMs = event.state === 'offline' ? null : event.about.startedAtMs
  const isRecording = scene.kind === 'past' && scene.isRecording
  const isInviting = isRecording && !hasChosen
  const hasWindow = isOn && rewindSeconds > 0 && !isRecording
  const recordingId = isRecording ? scene.past.broadcastId : null
  const broadcastId = event.state === 'offline' ? null : event.broadcastId
  const title = event.state === 'offline' ? channel.title : event.about.title || channel.title

  useEffect(() => {
    window.shoal = { snapshot }
  }, [snapshot])

  const windowSeconds = useCallback(
    () => Math.min(rewindSeconds, (Date.now() - (startedAtMs ?? Date.now())) / 1000),
    [rewindSeconds, startedAtMs],
  )
  const isLiveScene = scene.kind === 'live'
  const behindSeconds = useCallback(() => {
    if (isLiveScene) return 0
    const atMs = pictureMs()
    return atMs === undefined ? 0 : (Date.now() - atMs) / 1000
  }, [isLiveScene, pictureMs])

  /** To so far behind live; at its end to live itself. */
  function goBehind(seconds: number) {
    if (!broadcastId) return
    const behind = Math.min(seconds, windowSeconds())
    if (behind < EDGE_SECONDS) return backToLive()
    const atMs = pictureMs()
    const isThere = scene.kind === 'past' && video && atMs !== undefined
    const seekTo = isThere ? video.currentTime + (Date.now() - behind * 1000 - atMs) / 1000 : null
    if (isThere && seekTo !== null && isSeekable(video, seekTo)) video.currentTime = seekTo
    else rewindTo(broadcastId, Date.now() - behind * 1000)
  }

  function seekBy(seconds: number) {
    if (!video) return
    if (isRecording) video.currentTime = Math.max(0, video.currentTime + seconds)
    else if (hasWindow && scene.kind === 'past') goBehind(behindSeconds() - seconds)
    // at the edge there is only back, from what is seen now
    else if (hasWindow && seconds < 0) goBehind(Math.max(EDGE_SECONDS, (snapshot()?.latencyMs ?? 0) / 1000 - seconds))
  }

  function seekTo(share: number) {
    if (video && isRecording && Number.isFinite(video.duration)) video.currentTime = share * video.duration
    else if (hasWindow) goBehind((1 - share) * windowSeconds())
  }

  const keys = usePlayerKeys({
    ...{ video, frame, seekBy, seekTo },
    hasPicture: scene.kind !== 'cover',
    setSpeed: isRecording ? settings.setSpeed : null,
  })

  return (
    <RoomLayout
      isTheatre={keys.isTheatre}
      aside={
        event.state === 'offline' ? null : (
          <ChatAside slug={slug} broadcastId={recordingId ?? broadcastId} pictureMs={isRecording ? pictureMs : null} />
        )
      }
      head={
        <>
          <AboutBroadcast
            {...{ title, channel, startedAtMs }}
            category={event.state === 'offline' ? '' : event.about.category}
            state={event.state}
          >
            <FollowButton slug={slug} />
            <ShareButton title={title} path={`/@${slug}`} embedPath={`/embed/@${slug}`} />
          </AboutBroadcast>
          {scene.kind === 'live' && <PlaybackFigures snapshot={figures} />}
          {scene.kind === 'past' && <PastFigures isRecording={isRecording} pictureMs={pictureMs} />}
          {!isInviting && scene.kind !== 'cover' && <ConsentBanner choice={choice} terms={terms} />}
        </>
      }
      picture={
        <Picture
          videoRef={setVideo}
          frameRef={setFrame}
          heldRef={held.canvas}
          hasPicture={scene.kind !== 'cover'}
          hasControls={!isInviting}
          isFilling={keys.isTheatre}
          poster={broadcastId && (isGuarded ? guardedPosterUrl(broadcastId) : posterUrl(originUrl, broadcastId))}
          storyboard={
            recordingId && (isGuarded ? guardedStoryboardUrl(recordingId) : storyboardUrl(originUrl, recordingId))
          }
          controls={{
            kind: scene.kind === 'past' ? 'past' : 'live',
            window: hasWindow ? { windowSeconds, behindSeconds, onSeek: goBehind } : null,
            live: isOn
              ? {
                  isAtEdge: isLiveScene,
                  latencySeconds: figures?.latencyMs === undefined ? null : figures.latencyMs / 1000,
                  onPress: () => (isLiveScene ? void video?.play().catch(() => {}) : backToLive()),
                }
              : null,
            // in the first seconds there is nothing to go back to
            onRewind:
              isLiveScene && hasWindow && windowSeconds() >= EDGE_SECONDS
                ? () => goBehind(latency(figures) + REWIND_SECONDS)
                : null,
            settings: settings.menu({ frame, qualities: playing.qualities, playing: shown?.rung, isRecording }),
            theatre: { isOn: keys.isTheatre, onToggle: keys.toggleTheatre },
          }}
        >
          <Overlay
            {...{ event, scene, isOffline }}
            problem={playing.problem}
            onRetry={playing.retry}
            isRecovering={past.isRecovering}
            isSoundAlone={settings.isSoundAlone(playing.qualities)}
            said={keys.said}
            onWatchRecording={isInviting ? () => void video?.play() : null}
            onTurnSoundOn={playing.isMutedByBrowser ? () => video && turnSoundOn(video) : null}
          />
        </Picture>
      }
    >
      <Description text={event.state === 'offline' ? channel.about : event.about.description} />
      <div className="space-y-3">
        <P2pChoice
          {...{ choice, terms, granted: playing.granted, hindrance: playing.hindrance }}
          actual={shown?.mode ?? null}
        />
        {scene.kind !== 'cover' && <SwarmDetails facts={shown} />}
      </div>
      {!isOn && <Shelf items={shelf.filter((item) => item.broadcastId !== recordingId)} originUrl={originUrl} />}
      <PlayerHelp {...keys.help} frame={frame} />
    </RoomLayout>
  )
}

function latency(figures: PlaybackSnapshot | null): number {
  return (figures?.latencyMs ?? 0) / 1000
}

function isSeekable({ seekable }: HTMLVideoElement, seconds: number): boolean {
  return Array.from({ length: seekable.length }, (_, index) => index).some(
    (index) => seconds >= seekable.start(index) && seconds <= seekable.end(index),
  )
}

function turnSoundOn(video: HTMLVideoElement) {
  video.muted = false
}
