/** What `/embed/<target>` is of: `@slug` is a channel, anything else a broadcast. */

import { findWatched } from '@shoal/db/channel-shelf'
import { channelStates } from '@shoal/db/channel-states'
import { type Channel, findChannel } from '@shoal/db/channels'
import { findRecording } from '@shoal/db/recordings'
import type { BroadcastAbout, ChannelEvent } from '@shoal/protocol/channel-event'
import { needsTicket } from '@shoal/protocol/privacy'
import { database } from '../../server/database.ts'
import { decoded } from '../../server/decoded.ts'
import { type ViewerAccess, viewerAccess, viewerDoor } from '../../server/privacy.ts'
import { channelEvent } from '../channels/channel-event-of.ts'
import { visibleEvent } from '../channels/visible-event.ts'

export type EmbedTarget = { channel: Channel; access: ViewerAccess } & (
  | { kind: 'channel'; event: ChannelEvent }
  | { kind: 'recording'; broadcastId: string; about: BroadcastAbout; isGuarded: boolean }
)

/**
 * Null where there is nothing to see. `segment` is that of the address, whether or not Next has read its escapes: it
 * does for routes, and not for pages. `headers` are those of the visitor; empty ones are nobody's, which is who another
 * site's page asks for.
 */
export async function findEmbedTarget(segment: string, headers: Headers): Promise<EmbedTarget | null> {
  const target = decoded(segment)
  if (target === null) return null
  const found = target.startsWith('@') ? await ofChannel(target.slice(1), headers) : await ofBroadcast(target, headers)
  return found?.access === 'hidden' ? null : found
}

async function ofChannel(slug: string, headers: Headers): Promise<EmbedTarget | null> {
  const channel = await findChannel(database(), slug)
  if (!channel) return null
  const [state] = await channelStates(database(), { channelId: channel.id })
  // what is over is behind the door of what comes next
  const shown = state?.broadcast?.state === 'ended' ? null : (state?.broadcast ?? null)
  const access = await viewerAccess(headers, { channel, broadcast: shown })
  return { kind: 'channel', channel, access, event: await visibleEvent(headers, channel, channelEvent(state)) }
}

/** Of a recording that was there: for who watches it elsewhere, and hears of it no other way. */
export async function findDeletedRecording(segment: string, headers: Headers) {
  const id = decoded(segment) ?? ''
  const recording = await findRecording(database(), id)
  const watched =
    recording?.state === 'deleting' || recording?.state === 'deleted' ? await findWatched(database(), id) : null
  if (!watched) return null
  const { channel } = watched
  const { access } = await viewerDoor(headers, { channel, broadcast: id })
  return { kind: 'deleted', channel, access } as const
}

/** One that is still on is its channel's. */
async function ofBroadcast(id: string, headers: Headers): Promise<EmbedTarget | null> {
  const [watched, recording] = await Promise.all([findWatched(database(), id), findRecording(database(), id)])
  if (!watched) return null
  const { channel, title, category, description, startedAt } = watched
  const { access, door } = await viewerDoor(headers, { channel, broadcast: id })
  const about = { title, category, description, startedAtMs: startedAt.getTime() }
  const isGuarded = door !== null && needsTicket(door.privacy)
  if (recording?.state === 'ready') return { kind: 'recording', channel, access, broadcastId: id, about, isGuarded }
  const [state] = await channelStates(database(), { channelId: channel.id })
  const isOn = state?.broadcast?.id === id && state.broadcast.state !== 'ended'
  if (!isOn) return null
  return { kind: 'channel', channel, access, event: await visibleEvent(headers, channel, channelEvent(state)) }
}
