/** The player in a frame of another page: the picture alone, and what has to be said over it. */

'use client'

import { type BroadcastAbout, type ChannelEvent, channelEventSchema } from '@shoal/protocol/channel-event'
import { ExternalLink, Play } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { useEventStream } from '../../ui/use-event-stream.ts'
import { guardedPosterUrl, guardedStoryboardUrl, posterUrl, storyboardUrl } from '../recordings/broadcast-urls.ts'
import { Overlay } from '../watch/overlay.tsx'
import { Picture } from '../watch/picture.tsx'
import type { Scene } from '../watch/scene.ts'
import type { P2pTerms } from '../watch/select-wish.ts'
import { useEngineTarget } from '../watch/use-engine-target.ts'
import { useFigures } from '../watch/use-figures.ts'
import { useHeldPicture } from '../watch/use-held-picture.ts'
import { useIsOffline } from '../watch/use-is-offline.ts'
import { useP2pWish } from '../watch/use-p2p-wish.ts'
import { usePastPlayback } from '../watch/use-past-playback.ts'
import { usePlayback } from '../watch/use-playback.ts'
import { usePlayerKeys } from '../watch/use-player-keys.ts'
import { useScene } from '../watch/use-scene.ts'
import { useSettings } from '../watch/use-settings.ts'
import { useRememberedSound } from '../watch/use-sound.ts'
import { EmbedConsent } from './embed-consent.tsx'
import type { Command, FrameState } from './frame-words.ts'
import { useFrameTalk } from './use-frame-talk.ts'

export type EmbedOptions = { plays: boolean; isMuted: boolean; isSharing: boolean }

type EmbedRoomProps = {
  channel: { slug: string; title: string }
  /** A recording by itself; null for whatever the channel does. */
  recording: { broadcastId: string; about: BroadcastAbout; isGuarded: boolean } | null
  initial: ChannelEvent
  originUrl: string
  terms: P2pTerms
  options: EmbedOptions
}

const EDGE_SECONDS = 12

export function EmbedRoom({ channel, recording, initial, originUrl, terms, options }: EmbedRoomProps) {
  const words = useTranslations('embed')
  const { slug } = channel
  const { value: newest } = useEventStream(`/api/v1/channels/${slug}/events`, channelEventSchema, initial)
  const event = recording ? initial : newest
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  const [frame, setFrame] = useState<HTMLDivElement | null>(null)
  /** Nothing is loaded before, so that a page with many frames costs nothing. */
  const [isStarted, setStarted] = useState(options.plays)
  const isGuarded = recording?.isGuarded ?? (event.state !== 'offline' && event.isGuarded === true)
  const choice = useP2pWish({ consent: options.isSharing ? terms.consent : 'off' })
  const target = useEngineTarget(event)
  const { scene: found, hasChosen, rewindTo, backToLive } = useScene({ event, target, video })
  const scene: Scene = recording && found.kind === 'cover' ? asRecording(recording.broadcastId) : found
  const held = useHeldPicture(video)
  const settings = useSettings(video, held.hold)
  const handover = useRef(Promise.resolve())
  const { quality } = settings
  const { wish, cap } = choice
  const live = usePlayback({
    ...{ video, handover, slug, wish, cap, quality, role: 'viewer' },
    target: isStarted && scene.kind === 'live' ? scene.target : null,
    onLeave: held.hold,
  })
  const past = usePastPlayback({
    ...{ video, handover, originUrl, slug, wish, cap, quality },
    past: isStarted && scene.kind === 'past' ? { ...scene.past, plays: true } : null,
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
  const isPaused = useVideoFact(video, ({ paused }) => paused, ['play', 'pause'])
  const isMuted = useVideoFact(video, ({ muted }) => muted, ['volumechange'])
  const volume = useVideoFact(video, (one) => one.volume, ['volumechange'])
  const playing = scene.kind === 'past' ? past : live
  const isOn = event.state === 'live' || event.state === 'interrupted'
  const isRecording = scene.kind === 'past' && scene.isRecording
  const rewindSeconds = isOn ? event.rewindSeconds : 0
  const startedAtMs = event.state === 'offline' ? null : event.about.startedAtMs
  const hasWindow = isOn && rewindSeconds > 0 && !isRecording
  const broadcastId = event.state === 'offline' ? null : event.broadcastId
  const title = (event.state !== 'offline' && event.about.title) || channel.title
  const isLiveScene = scene.kind === 'live'

  useEffect(() => {
    if (video && options.isMuted) video.muted = true
  }, [video, options.isMuted])
  useEffect(() => {
    window.shoal = { snapshot }
  }, [snapshot])

  const windowSeconds = useCallback(
    () => Math.min(rewindSeconds, (Date.now() - (startedAtMs ?? Date.now())) / 1000),
    [rewindSeconds, startedAtMs],
  )
  const behindSeconds = useCallback(() => {
    if (isLiveScene) return 0
    const atMs = pictureMs()
    return atMs === undefined ? 0 : (Date.now() - atMs) / 1000
  }, [isLiveScene, pictureMs])

  function goBehind(seconds: number) {
    const behind = Math.min(seconds, windowSeconds())
    if (!broadcastId || behind < EDGE_SECONDS) backToLive()
    else rewindTo(broadcastId, Date.now() - behind * 1000)
  }

  function seekBy(seconds: number) {
    if (video && isRecording) video.currentTime = Math.max(0, video.currentTime + seconds)
    else if (hasWindow) goBehind(Math.max(isLiveScene ? EDGE_SECONDS : 0, behindSeconds() - seconds))
  }

  function play() {
    setStarted(true)
    if (video && isStarted) void video.play().catch(() => {})
  }

  function obey(command: Exclude<Command, { do: 'hello' }>) {
    if (command.do === 'play') return play()
    if (command.do === 'quality') return settings.choose(command.value)
    if (!video) return
    if (command.do === 'pause') video.pause()
    if (command.do === 'mute') video.muted = true
    if (command.do === 'unmute') video.muted = false
    if (command.do === 'volume') video.volume = command.value
    if (command.do === 'live') backToLive()
    if (command.do === 'seek' && isRecording) video.currentTime = command.value
    if (command.do === 'seek' && hasWindow) goBehind(command.value)
  }

  useFrameTalk({
    video,
    onCommand: obey,
    behindSeconds: () => (isRecording ? null : isLiveScene ? (snapshot()?.latencyMs ?? 0) / 1000 : behindSeconds()),
    state: {
      state: frameState(event, isRecording),
      isPaused: isPaused ?? true,
      isMuted: isMuted ?? false,
      volume: volume ?? 1,
      quality,
      qualities: playing.qualities.map(({ name }) => name),
    },
  })

  const keys = usePlayerKeys({
    ...{ video, frame, seekBy, hasPicture: isStarted && scene.kind !== 'cover', isFrame: true },
    seekTo(share) {
      if (video && isRecording && Number.isFinite(video.duration)) video.currentTime = share * video.duration
      else if (hasWindow) goBehind((1 - share) * windowSeconds())
    },
    setSpeed: isRecording ? settings.setSpeed : null,
  })

  return (
    <div className="fixed inset-0 bg-black">
      <Picture
        videoRef={setVideo}
        frameRef={setFrame}
        heldRef={held.canvas}
        hasPicture={scene.kind !== 'cover'}
        hasControls={isStarted}
        isFilling
        poster={broadcastId && (isGuarded ? guardedPosterUrl(broadcastId) : posterUrl(originUrl, broadcastId))}
        storyboard={
          isRecording
            ? isGuarded
              ? guardedStoryboardUrl(scene.past.broadcastId)
              : storyboardUrl(originUrl, scene.past.broadcastId)
            : null
        }
        controls={{
          kind: scene.kind === 'past' ? 'past' : 'live',
          window: hasWindow ? { windowSeconds, behindSeconds, onSeek: goBehind } : null,
          live: isOn
            ? {
                isAtEdge: isLiveScene,
                latencySeconds: figures?.latencyMs === undefined ? null : figures.latencyMs / 1000,
                onPress: () => (isLiveScene ? play() : backToLive()),
              }
            : null,
          settings: settings.menu({
            ...{ frame, isRecording, qualities: playing.qualities },
            playing: (scene.kind === 'past' ? pastFigures : figures)?.rung,
          }),
        }}
      >
        {isStarted || scene.kind === 'cover' ? (
          <Overlay
            {...{ event, scene, isOffline }}
            problem={playing.problem}
            onRetry={playing.retry}
            isRecovering={past.isRecovering}
            isSoundAlone={settings.isSoundAlone(playing.qualities)}
            said={keys.said}
            onWatchRecording={null}
            onTurnSoundOn={playing.isMutedByBrowser && !options.isMuted ? () => video && turnSoundOn(video) : null}
          />
        ) : (
          <div className="absolute inset-0 grid place-content-center bg-black/30">
            <Button onClick={play} className="min-h-14 px-6 text-lg">
              <Play aria-hidden className="size-6" />
              {words(isOn && !hasChosen ? 'watchLive' : 'watch')}
            </Button>
          </div>
        )}
        <a
          href={recording ? `/watch/${recording.broadcastId}` : `/@${slug}`}
          target="_blank"
          rel="noopener"
          className="absolute end-0 top-0 inline-flex max-w-[70%] items-center gap-2 rounded-es-xl bg-black/60 px-3 py-2 text-sm font-medium text-white hover:bg-black/80"
        >
          <bdi className="truncate">{title}</bdi>
          <ExternalLink aria-label={words('opens')} className="size-4 shrink-0" />
        </a>
        {isStarted && <EmbedConsent choice={choice} terms={terms} />}
      </Picture>
    </div>
  )
}

function asRecording(broadcastId: string): Scene {
  return { kind: 'past', past: { broadcastId, startMs: null, plays: true }, isRecording: true }
}

function frameState(event: ChannelEvent, isRecording: boolean): FrameState['state'] {
  if (isRecording) return 'recording'
  return event.state === 'offline' ? 'waiting' : event.state
}

/** Something of the video element that events tell of. */
function useVideoFact<T>(
  video: HTMLVideoElement | null,
  read: (video: HTMLVideoElement) => T,
  events: readonly (keyof HTMLMediaElementEventMap)[],
): T | null {
  const [fact, setFact] = useState<T | null>(null)
  const newest = useRef(read)
  newest.current = read
  const names = events.join(' ')
  useEffect(() => {
    if (!video) return
    const look = () => setFact(() => newest.current(video))
    look()
    for (const name of names.split(' ')) video.addEventListener(name, look)
    return () => {
      for (const name of names.split(' ')) video.removeEventListener(name, look)
    }
  }, [video, names])
  return fact
}

function turnSoundOn(video: HTMLVideoElement) {
  video.muted = false
}
