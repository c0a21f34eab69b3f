/** A recording by itself: the picture with its controls, what it is, and the way to its channel. */

'use client'

import type { BroadcastAbout } from '@shoal/protocol/channel-event'
import { useMemo } from 'react'
import { AboutBroadcast, Description } from '../watch/about-broadcast.tsx'
import { ChatAside } from '../watch/chat-aside.tsx'
import { ConsentBanner } from '../watch/consent-banner.tsx'
import { Helping } from '../watch/helping.tsx'
import { PlayerHelp } from '../watch/player-help.tsx'
import { RoomLayout } from '../watch/room-layout.tsx'
import { RoomPicture } from '../watch/room-picture.tsx'
import { ShareButton } from '../watch/share-button.tsx'
import { Shelf, type ShelfItem } from '../watch/shelf.tsx'
import type { P2pTerms } from '../watch/terms.ts'
import { useRoom } from '../watch/use-room.ts'
import { asChannelEvent } from './as-channel-event.ts'

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
  const event = useMemo(() => asChannelEvent({ broadcastId, about, isGuarded }), [broadcastId, about, isGuarded])
  const room = useRoom({ channel, event, originUrl, terms, isRecordingAlone: true })
  const { keys, frame, title, choice, pictureMs } = room
  return (
    <RoomLayout
      isTheatre={keys.isTheatre}
      aside={<ChatAside slug={channel.slug} broadcastId={broadcastId} pictureMs={pictureMs} />}
      head={
        <>
          <AboutBroadcast
            {...{ title, channel, seconds, category: about.category, state: null, startedAtMs: about.startedAtMs }}
          >
            <ShareButton title={title} path={`/watch/${broadcastId}`} embedPath={`/embed/${broadcastId}`} />
          </AboutBroadcast>
          {room.deleted === null && <ConsentBanner choice={choice} terms={terms} />}
        </>
      }
      picture={<RoomPicture room={room} />}
    >
      <Description text={about.description} />
      <Helping room={room} terms={terms} />
      <Shelf slug={channel.slug} items={shelf} originUrl={originUrl} />
      <PlayerHelp {...keys.help} frame={frame} />
    </RoomLayout>
  )
}
