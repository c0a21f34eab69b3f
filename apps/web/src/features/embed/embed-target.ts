/** What `/embed/<target>` is of: `@slug` is a channel, anything else a broadcast. */

import { channelStates } from '@shoal/db/broadcasts'
import { findWatched } from '@shoal/db/channel-shelf'
import { type Channel, findChannel } from '@shoal/db/channels'
import { findRecording } from '@shoal/db/recordings'
import type { BroadcastAbout, ChannelEvent } from '@shoal/protocol/channel-event'
import { database } from '../../server/database.ts'
import { type ViewerAccess, viewerAccess } from '../../server/privacy.ts'
import { channelEvent } from '../channels/channel-event-of.ts'

export type EmbedTarget = { channel: Channel; access: ViewerAccess } & (
  | { kind: 'channel'; event: ChannelEvent }
  | { kind: 'recording'; broadcastId: string; about: BroadcastAbout }
)

/**
 * Null where there is nothing to see. `headers` are those of the visitor; empty ones are nobody's, which is who another
 * site's page asks for.
 */
export async function findEmbedTarget(target: string, headers: Headers): Promise<EmbedTarget | null> {
  const found = target.startsWith('@') ? await ofChannel(target.slice(1), headers) : await ofBroadcast(target, headers)
  return found?.access === 'hidden' ? null : found
}

async function ofChannel(slug: string, headers: Headers): Promise<EmbedTarget | null> {
  const channel = await findChannel(database(), slug)
  if (!channel) return null
  const [state] = await channelStates(database(), { channelId: channel.id })
  const access = await viewerAccess(headers, { channel, broadcast: state?.broadcast ?? null })
  return { kind: 'channel', channel, access, event: channelEvent(state) }
}

/** One that is still on is its channel's. */
async function ofBroadcast(id: string, headers: Headers): Promise<EmbedTarget | null> {
  const [watched, recording] = await Promise.all([findWatched(database(), id), findRecording(database(), id)])
  if (!watched) return null
  const { channel, title, category, description, startedAt } = watched
  const access = await viewerAccess(headers, { channel, broadcast: id })
  const about = { title, category, description, startedAtMs: startedAt.getTime() }
  if (recording?.state === 'ready') return { kind: 'recording', channel, access, broadcastId: id, about }
  const [state] = await channelStates(database(), { channelId: channel.id })
  const isOn = state?.broadcast?.id === id && state.broadcast.state !== 'ended'
  return isOn ? { kind: 'channel', channel, access, event: channelEvent(state) } : null
}
