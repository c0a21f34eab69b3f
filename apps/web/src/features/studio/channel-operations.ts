/** Channels of one's own: made, changed, announced and deleted. */

import { writeAuditEntry } from '@shoal/db/audit'
import { announceNext, changeChannel, deleteChannel } from '@shoal/db/channel-profile'
import { channelStates } from '@shoal/db/channel-states'
import { createChannel } from '@shoal/db/channels'
import { announcementSchema, judgeAnnouncedTime } from '@shoal/protocol/broadcast-words'
import { channelChangeSchema, newChannelSchema } from '@shoal/protocol/channel-profile'
import { z } from 'zod'
import { channelsRunBy, mostChannelsOf } from '../../server/access.ts'
import { database } from '../../server/database.ts'
import { log } from '../../server/log.ts'
import { operation } from '../../server/operation.ts'
import { slugParams } from '../channels/slug-params.ts'

const channelSchema = z.object({
  slug: z.string(),
  title: z.string(),
  createdAt: z.iso.datetime(),
  state: z.enum(['offline', 'starting', 'live', 'interrupted', 'ended']),
})

export const listOwnChannels = operation({
  id: 'listOwnChannels',
  summary: 'List the channels that you run',
  description: 'The oldest first. An operator’s are all channels of the server.',
  tags: ['Channels'],
  method: 'GET',
  path: '/account/channels',
  scope: 'channels:read',
  role: 'streamer',
  answers: { 200: z.object({ channels: z.array(channelSchema) }) },
  async handle({ account }) {
    const [channels, states] = await Promise.all([channelsRunBy(account), channelStates(database())])
    const stateOf = new Map<string, z.input<typeof channelSchema>['state']>(
      states.map(({ channelId, broadcast }) => [channelId, broadcast?.state ?? 'offline']),
    )
    return {
      status: 200,
      body: {
        channels: channels.map(({ id, slug, title, createdAt }) => ({
          ...{ slug, title, createdAt: createdAt.toISOString(), state: stateOf.get(id) ?? 'offline' },
        })),
      },
    }
  },
})

export const addChannel = operation({
  id: 'createChannel',
  summary: 'Make a channel of your own',
  tags: ['Channels'],
  method: 'POST',
  path: '/channels',
  scope: 'channels:write',
  role: 'streamer',
  body: newChannelSchema,
  answers: { 201: z.object({ slug: z.string(), title: z.string() }) },
  refusals: { 'slug-taken': 409, 'quota-used': 403 },
  async handle({ account, body, refuse }) {
    const made = await createChannel(database(), { ...body, ownerId: account.id }, await mostChannelsOf(account))
    if (made.kind !== 'created') return refuse(made.kind === 'too-many' ? 'quota-used' : made.kind)
    log().info({ channel: body.slug }, 'a channel was made')
    await writeAuditEntry(database(), { actor: account, action: 'channel-made', target: `channel ${body.slug}` })
    return { status: 201, body: { slug: made.channel.slug, title: made.channel.title } }
  },
})

export const editChannel = operation({
  id: 'changeChannel',
  summary: 'Change a channel’s name, its address, or what it says about itself',
  description:
    'What is left out stays. The address changes only while the channel is not live; the old one is free then.',
  tags: ['Channels'],
  method: 'PATCH',
  path: '/channels/{slug}',
  scope: 'channels:write',
  right: 'run',
  params: slugParams,
  body: channelChangeSchema,
  answers: { 200: z.object({ slug: z.string() }) },
  refusals: { 'slug-taken': 409, 'still-live': 409, 'unknown-channel': 404 },
  async handle({ account, channel, body, refuse }) {
    const isMoved = body.slug !== undefined && body.slug !== channel.slug
    if (isMoved && (await isOn(channel.id))) return refuse('still-live')
    const { title, slug, about, picture } = body
    const change = {
      ...(title !== undefined && { title }),
      ...(slug !== undefined && { slug }),
      ...(about !== undefined && { about }),
      ...(picture !== undefined && { picture }),
    }
    const outcome = await changeChannel(database(), channel.id, change)
    if (outcome !== 'changed') return refuse(outcome)
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'channel-changed', target: `channel ${channel.slug}` },
      detail: { fields: Object.keys(change).join(', '), ...(isMoved && { address: slug ?? '' }) },
    })
    return { status: 200, body: { slug: slug ?? channel.slug } }
  },
})

export const removeChannel = operation({
  id: 'deleteChannel',
  summary: 'Delete a channel with all its broadcasts, recordings, keys and chat',
  description: 'It cannot be brought back. A channel that is live has to be ended first.',
  tags: ['Channels'],
  method: 'DELETE',
  path: '/channels/{slug}',
  scope: 'channels:write',
  right: 'run',
  params: slugParams,
  answers: { 204: null },
  refusals: { 'still-live': 409, 'unknown-channel': 404 },
  async handle({ account, channel, refuse }) {
    const outcome = await deleteChannel(database(), channel.id)
    if (outcome !== 'deleted') return refuse(outcome)
    log().info({ channel: channel.slug }, 'a channel was deleted')
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'channel-deleted', target: `channel ${channel.slug}` },
      detail: { title: channel.title },
    })
    return { status: 204 }
  },
})

export const announceBroadcast = operation({
  id: 'announceBroadcast',
  summary: 'Announce the channel’s next broadcast',
  tags: ['Channels'],
  method: 'PUT',
  path: '/channels/{slug}/announcement',
  scope: 'channels:write',
  right: 'run',
  params: slugParams,
  body: announcementSchema,
  answers: { 204: null },
  refusals: { 'time-past': 422, 'time-far': 422 },
  async handle({ account, channel, body, refuse }) {
    const at = new Date(body.at)
    const judged = judgeAnnouncedTime(at.getTime(), Date.now())
    if (judged !== 'fine') return refuse(`time-${judged}`)
    await announceNext(database(), channel.id, { at, text: body.text })
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'broadcast-announced', target: `channel ${channel.slug}` },
      detail: { at: at.toISOString() },
    })
    return { status: 204 }
  },
})

export const withdrawAnnouncement = operation({
  id: 'withdrawAnnouncement',
  summary: 'Take the announcement of the next broadcast back',
  tags: ['Channels'],
  method: 'DELETE',
  path: '/channels/{slug}/announcement',
  scope: 'channels:write',
  right: 'run',
  params: slugParams,
  answers: { 204: null },
  async handle({ account, channel }) {
    await announceNext(database(), channel.id, null)
    const act = { actor: account, action: 'announcement-withdrawn', target: `channel ${channel.slug}` } as const
    await writeAuditEntry(database(), act)
    return { status: 204 }
  },
})

/** For routes that are refused while the channel is live. */
async function isOn(channelId: string): Promise<boolean> {
  const [state] = await channelStates(database(), { channelId })
  return state?.broadcast != null && state.broadcast.state !== 'ended'
}
