/** The player in a frame of another page: the picture alone, and what has to be said over it. */

'use client'

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { ExternalLink, Play } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { useEventStream } from '../../ui/use-event-stream.ts'
import { loadChannelEvent } from '../watch/load-channel-event.ts'
import { RoomPicture } from '../watch/room-picture.tsx'
import type { P2pTerms } from '../watch/terms.ts'
import { type Room, useRoom } from '../watch/use-room.ts'
import { EmbedConsent } from './embed-consent.tsx'
import type { Command, FrameState } from './frame-words.ts'
import { useFrameTalk } from './use-frame-talk.ts'
import { useVideoFact } from './use-video-fact.ts'

export type EmbedOptions = { plays: boolean; isMuted: boolean; isSharing: boolean }

type EmbedRoomProps = {
  channel: { slug: string; title: string }
  /** A recording by itself; null for whatever the channel does. */
  recordingId: string | null
  initial: ChannelEvent
  originUrl: string
  terms: P2pTerms
  options: EmbedOptions
}

export function EmbedRoom({ channel, recordingId, initial, originUrl, terms, options }: EmbedRoomProps) {
  const words = useTranslations('embed')
  const { value: newest } = useEventStream(`/api/v1/channels/${channel.slug}/events`, loadChannelEvent, initial)
  /** Nothing is loaded before, so that a page with many frames costs nothing. */
  const [isStarted, setStarted] = useState(options.plays)
  const room = useRoom({
    ...{ channel, originUrl, isStarted, isFrame: true, isRecordingAlone: recordingId !== null },
    event: recordingId === null ? newest : initial,
    terms: { ...terms, consent: options.isSharing ? terms.consent : 'off' },
  })
  const { video, scene, choice, title } = room
  /** No words stand over the picture. */
  const isClear = scene.kind !== 'cover' && room.playing.problem === null && room.deleted === null

  useEffect(() => {
    if (video && options.isMuted) video.muted = true
  }, [video, options.isMuted])

  function play() {
    setStarted(true)
    if (video && isStarted) void video.play().catch(() => {})
  }
  useObedience(room, play)

  return (
    <div className="fixed inset-0 bg-black">
      <RoomPicture
        {...{ room, isFrame: true, hasControls: isStarted, isSilent: options.isMuted }}
        cover={
          isStarted || scene.kind === 'cover' ? null : (
            <div className="absolute inset-0 grid place-content-center bg-black/30">
              <Button onClick={play} className="min-h-14 px-6 text-lg">
                <Play aria-hidden className="size-6" />
                {words(room.isOn && !room.hasChosen ? 'watchLive' : 'watch')}
              </Button>
            </div>
          )
        }
      >
        <a
          href={recordingId === null ? `/@${channel.slug}` : `/watch/${recordingId}`}
          target="_blank"
          rel="noopener"
          className="absolute end-0 top-0 inline-flex max-w-[70%] items-center gap-2 rounded-es-xl bg-black/60 px-3 py-2 text-sm font-medium text-white hover:bg-black/80"
        >
          <bdi className="truncate">{title}</bdi>
          <ExternalLink aria-label={words('opens')} className="size-4 shrink-0" />
        </a>
        {isStarted && isClear && <EmbedConsent choice={choice} terms={terms} />}
      </RoomPicture>
    </div>
  )
}

/** Does what the page around the frame says, and tells it what happens. */
function useObedience(room: Room, play: () => void): void {
  const { video, event, settings, rewind, isRecording, scene, snapshot } = room
  const isPaused = useVideoFact(video, ({ paused }) => paused, ['play', 'pause'])
  const isMuted = useVideoFact(video, ({ muted }) => muted, ['volumechange'])
  const volume = useVideoFact(video, (one) => one.volume, ['volumechange'])
  const offered = room.playing.qualities
  const qualities = offered.map(({ name }) => name)

  function obey(command: Exclude<Command, { do: 'hello' }>) {
    if (command.do === 'play') return play()
    if (command.do === 'quality') {
      // a rung that nobody offers would be said to be chosen, and not played
      if (command.value === null || qualities.includes(command.value)) settings.choose(command.value, offered)
      return
    }
    if (!video) return
    if (command.do === 'pause') video.pause()
    if (command.do === 'mute') video.muted = true
    if (command.do === 'unmute') video.muted = false
    if (command.do === 'volume') video.volume = command.value
    if (command.do === 'live') room.backToLive()
    if (command.do === 'seek' && isRecording) video.currentTime = command.value
    if (command.do === 'seek' && rewind.hasWindow) rewind.goBehind(command.value)
  }

  function behindSeconds(): number | null {
    if (isRecording) return null
    return scene.kind === 'live' ? (snapshot()?.latencyMs ?? 0) / 1000 : rewind.behindSeconds()
  }

  useFrameTalk({
    ...{ video, behindSeconds, onCommand: obey },
    state: {
      state: frameState(event, isRecording),
      isPaused: isPaused ?? true,
      isMuted: isMuted ?? false,
      volume: volume ?? 1,
      quality: settings.quality,
      qualities,
    },
  })
}

function frameState(event: ChannelEvent, isRecording: boolean): FrameState['state'] {
  if (isRecording) return 'recording'
  return event.state === 'offline' ? 'waiting' : event.state
}
