/** A player with all that its viewer can do with it, for whichever page it stands in. */

'use client'

import type { PastPlaybackSnapshot, PlaybackSnapshot } from '@shoal/player/playback'
import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { useEffect, useRef } from 'react'
import { useElement } from '../../ui/use-element.ts'
import { useIsOffline } from '../../ui/use-is-offline.ts'
import type { Scene } from './scene.ts'
import type { P2pTerms } from './terms.ts'
import { useEngineTarget } from './use-engine-target.ts'
import { useFigures } from './use-figures.ts'
import { useHeldPicture } from './use-held-picture.ts'
import { useP2pWish } from './use-p2p-wish.ts'
import { usePastPlayback } from './use-past-playback.ts'
import { usePlayback } from './use-playback.ts'
import { usePlayerKeys } from './use-player-keys.ts'
import { useRememberedCaptions } from './use-remembered-captions.ts'
import { useRewind } from './use-rewind.ts'
import { useScene } from './use-scene.ts'
import { useSettings } from './use-settings.ts'
import { useRememberedSound } from './use-sound.ts'
import { useWatched } from './use-watched.ts'

declare global {
  interface Window {
    /** For tests and the curious: what this player has got, and from whom. */
    shoal?: { snapshot(): PlaybackSnapshot | PastPlaybackSnapshot | null }
  }
}

type RoomOptions = {
  channel: { slug: string; title: string }
  event: ChannelEvent
  originUrl: string
  terms: P2pTerms
  /** The event's broadcast stays, as a recording, whatever the channel does. */
  isRecordingAlone?: boolean
  /** Nothing is loaded before. */
  isStarted?: boolean
  /** It stands in another page's frame. */
  isFrame?: boolean
}

export type Room = ReturnType<typeof useRoom>

export function useRoom({ channel, event, originUrl, terms, ...more }: RoomOptions) {
  const { isRecordingAlone = false, isStarted = true, isFrame = false } = more
  const { slug } = channel
  const [video, setVideo] = useElement<HTMLVideoElement>()
  const [frame, setFrame] = useElement<HTMLDivElement>()
  const choice = useP2pWish(terms)
  const { wish, cap } = choice
  const target = useEngineTarget(event)
  const { scene: found, hasChosen, ...ways } = useScene({ event, target, video })
  const scene: Scene = isRecordingAlone && event.state !== 'offline' ? asRecording(event.broadcastId) : found
  const watched = useWatched(event, scene)
  const isGuarded = watched.state !== 'offline' && watched.isGuarded === true
  const held = useHeldPicture(video)
  const settings = useSettings(video, held.hold)
  const handover = useRef(Promise.resolve(0))
  const wishes = { video, handover, wish, cap, quality: settings.quality, onLeave: held.hold }
  const isRecording = scene.kind === 'past' && scene.isRecording
  /** Who has started the player of a frame has pressed play already, unless it is for a moment that was chosen while paused. */
  const isBegun = isFrame && scene.kind === 'past' && scene.past.startMs === null
  const live = usePlayback({
    ...{ ...wishes, slug, role: 'viewer' },
    target: isStarted && scene.kind === 'live' ? scene.target : null,
  })
  const past = usePastPlayback({
    ...{ ...wishes, originUrl, slug, isRecording, isGuarded },
    past: isStarted && scene.kind === 'past' ? { ...scene.past, plays: scene.past.plays || isBegun } : null,
  })
  useRememberedSound(video)
  useRememberedCaptions(video)
  const { snapshot } = live
  const figures = useFigures(snapshot)
  const pastFigures = useFigures(past.snapshot)
  const isOffline = useIsOffline()
  const { isPaused, behindMs } = live
  const rewind = useRewind({ video, event, scene, isPaused, behindMs, pictureMs: past.pictureMs, ...ways })
  const keys = usePlayerKeys({
    ...{ video, frame, seekBy: rewind.seekBy, seekTo: rewind.seekTo, isFrame },
    hasPicture: isStarted && scene.kind !== 'cover',
    setSpeed: isRecording ? settings.setSpeed : null,
  })

  const playing = scene.kind === 'past' ? past : live
  useEffect(() => {
    window.shoal = { snapshot: playing.snapshot }
  }, [playing.snapshot])

  return {
    ...{ slug, event, watched, originUrl, video, setVideo, frame, setFrame, held, choice, settings, keys, rewind },
    ...{ scene, hasChosen, isRecording, isOffline, isGuarded, backToLive: ways.backToLive },
    /** What there is no more of what was watched. */
    deleted: scene.kind === 'past' ? past.deleted : null,
    ...{ figures, snapshot, pictureMs: past.pictureMs },
    /** Of what plays now, live or past. */
    playing,
    shown: scene.kind === 'past' ? pastFigures : figures,
    /** Live, or about to be again. */
    isOn: event.state === 'live' || event.state === 'interrupted',
    /** Of the recording that plays. */
    recordingId: scene.kind === 'past' && scene.isRecording ? scene.past.broadcastId : null,
    broadcastId: watched.state === 'offline' ? null : watched.broadcastId,
    startedAtMs: watched.state === 'offline' ? null : watched.about.startedAtMs,
    title: (watched.state !== 'offline' && watched.about.title) || channel.title,
  }
}

function asRecording(broadcastId: string): Scene {
  return { kind: 'past', past: { broadcastId, startMs: null, plays: true }, isRecording: true }
}
