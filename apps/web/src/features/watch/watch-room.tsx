/** The watch page's live part: the picture, what the channel is doing, the viewer's choice. */

'use client'

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { useEventStream } from '../../ui/use-event-stream.ts'
import { FollowButton } from '../notifications/follow-button.tsx'
import { AboutBroadcast, Description } from './about-broadcast.tsx'
import { ChatAside } from './chat-aside.tsx'
import { ConsentBanner } from './consent-banner.tsx'
import { Helping } from './helping.tsx'
import { loadChannelEvent } from './load-channel-event.ts'
import { PastFigures } from './past-figures.tsx'
import { PlaybackFigures } from './playback-figures.tsx'
import { PlayerHelp } from './player-help.tsx'
import { RoomLayout } from './room-layout.tsx'
import { RoomPicture } from './room-picture.tsx'
import { ShareButton } from './share-button.tsx'
import { AllRecordings, Shelf, type ShelfItem } from './shelf.tsx'
import type { P2pTerms } from './terms.ts'
import { useRoom } from './use-room.ts'

type WatchRoomProps = {
  channel: { slug: string; title: string; about: string }
  initial: ChannelEvent
  originUrl: string
  terms: P2pTerms
  /** Recordings of the channel, shown when there is nothing live. */
  shelf: readonly ShelfItem[]
}

export function WatchRoom({ channel, initial, originUrl, terms, shelf }: WatchRoomProps) {
  const { slug } = channel
  const { value: event } = useEventStream(`/api/v1/channels/${slug}/events`, loadChannelEvent, initial)
  const room = useRoom({ channel, event, originUrl, terms })
  const { watched, scene, video, frame, keys, isRecording, recordingId, pictureMs, broadcastId, title } = room
  const isInviting = isRecording && !room.hasChosen
  return (
    <RoomLayout
      isTheatre={keys.isTheatre}
      aside={
        watched.state === 'offline' ? null : (
          <ChatAside slug={slug} broadcastId={recordingId ?? broadcastId} pictureMs={isRecording ? pictureMs : null} />
        )
      }
      head={
        <>
          <AboutBroadcast
            {...{ title, channel, startedAtMs: room.startedAtMs }}
            category={watched.state === 'offline' ? '' : watched.about.category}
            state={watched.state}
          >
            <FollowButton slug={slug} />
            <ShareButton title={title} path={`/@${slug}`} embedPath={`/embed/@${slug}`} />
          </AboutBroadcast>
          {scene.kind === 'live' && <PlaybackFigures snapshot={room.figures} />}
          {scene.kind === 'past' && <PastFigures isRecording={isRecording} pictureMs={pictureMs} />}
          {!isInviting && scene.kind !== 'cover' && room.deleted === null && (
            <ConsentBanner choice={room.choice} terms={terms} />
          )}
        </>
      }
      picture={
        <RoomPicture
          room={room}
          hasControls={!isInviting}
          onWatchRecording={isInviting ? () => void video?.play() : null}
        />
      }
    >
      <Description text={watched.state === 'offline' ? channel.about : watched.about.description} />
      <Helping room={room} terms={terms} />
      {room.isOn ? (
        shelf.length > 0 && <AllRecordings slug={slug} />
      ) : (
        <Shelf slug={slug} items={shelf.filter((item) => item.broadcastId !== recordingId)} originUrl={originUrl} />
      )}
      <PlayerHelp {...keys.help} frame={frame} />
    </RoomLayout>
  )
}
