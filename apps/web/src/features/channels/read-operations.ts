/** What anybody may read of channels and broadcasts; who runs a channel, all of it. */

import { channelProfile } from '@shoal/db/channel-profile'
import { type Channel, findChannel } from '@shoal/db/channels'
import { listLive, listPublicChannels } from '@shoal/db/listings'
import { findShownBroadcast, listShownBroadcasts } from '@shoal/db/shown-broadcasts'
import { z } from 'zod'
import { mayOnChannel } from '../../server/access.ts'
import { database } from '../../server/database.ts'
import type { Account } from '../../server/find-account.ts'
import { maySee } from '../../server/may-see.ts'
import { operation } from '../../server/operation.ts'
import { presentViewers } from '../watch/present-viewers.ts'
import { addressesOf, apiBroadcast, channelName } from './api-broadcast.ts'
import { broadcastSchema, channelNameSchema, channelSchema, pageQuery } from './api-schemas.ts'
import { slugParams } from './slug-params.ts'

const broadcastParams = z.object({ broadcastId: z.string().max(64) })

export const listChannels = operation({
  id: 'listChannels',
  summary: 'List the public channels, by name',
  tags: ['Channels'],
  method: 'GET',
  path: '/channels',
  scope: 'public',
  query: pageQuery
    .pick({ limit: true })
    .extend({ q: z.string().max(100).optional().meta({ description: 'Words that they have' }) }),
  answers: { 200: z.object({ channels: z.array(channelNameSchema.extend({ isLive: z.boolean() })) }) },
  async handle({ request, query: { limit, q } }) {
    const [channels, live] = await Promise.all([
      listPublicChannels(database(), { limit, containing: q }),
      listLive(database(), { limit: 1000 }),
    ])
    const { site } = addressesOf(request.headers)
    const liveSlugs = new Set(live.map(({ channel }) => channel.slug))
    const rows = channels.map((one) => ({ ...channelName(one, site), isLive: liveSlugs.has(one.slug) }))
    return { status: 200, body: { channels: rows } }
  },
})

export const readChannel = operation({
  id: 'readChannel',
  summary: 'Read a channel, and what is live on it',
  tags: ['Channels'],
  method: 'GET',
  path: '/channels/{slug}',
  scope: 'public',
  moreWith: 'channels:read',
  params: slugParams,
  answers: { 200: channelSchema },
  refusals: { 'unknown-channel': 404 },
  async handle({ request, account, params: { slug }, refuse }) {
    const channel = await findChannel(database(), slug)
    const profile = channel && (await channelProfile(database(), channel.id))
    if (!channel || !profile) return refuse('unknown-channel')
    const { about, category, privacy, announcedAt, announcement } = profile
    const live = await visibleLive(channel, { request, account })
    // its next broadcast is nobody else's business
    if (privacy === 'private' && !live && !(await mayOnChannel(account, channel, 'run'))) {
      return refuse('unknown-channel')
    }
    const { site } = addressesOf(request.headers)
    const body = {
      ...channelName(channel, site),
      ...{ about, category, privacy, isLive: live !== null },
      broadcast: live && (await apiBroadcast(live, request.headers)),
      announcement:
        announcedAt && announcedAt > new Date() ? { at: announcedAt.toISOString(), words: announcement } : null,
    }
    return { status: 200, body }
  },
})

async function visibleLive(channel: Channel, caller: { request: Request; account: Account | null }) {
  const [live] = await listShownBroadcasts(database(), { channelId: channel.id, only: 'live', limit: 1 })
  if (!live) return null
  return (await maySee(caller, { channel, privacy: live.privacy, broadcast: live })) ? live : null
}

export const listBroadcasts = operation({
  id: 'listBroadcasts',
  summary: 'List a channel’s broadcasts, the newest first',
  description: 'The public ones; for who runs the channel, every one.',
  tags: ['Broadcasts'],
  method: 'GET',
  path: '/channels/{slug}/broadcasts',
  scope: 'public',
  moreWith: 'broadcasts:read',
  params: slugParams,
  query: pageQuery,
  answers: { 200: z.object({ broadcasts: z.array(broadcastSchema) }) },
  refusals: { 'unknown-channel': 404 },
  async handle({ request, account, params: { slug }, query: { limit, before }, refuse }) {
    const channel = await findChannel(database(), slug)
    if (!channel) return refuse('unknown-channel')
    const isOwn = await mayOnChannel(account, channel, 'run')
    const profile = await channelProfile(database(), channel.id)
    const rows = await listShownBroadcasts(database(), {
      ...{ channelId: channel.id, limit, before: before === undefined ? undefined : new Date(before) },
      ...(isOwn ? {} : { privacy: 'public' }),
    })
    // as its feed: one that was public keeps what was seen of it
    if (!isOwn && profile?.privacy === 'private' && rows.length === 0 && before === undefined) {
      return refuse('unknown-channel')
    }
    const broadcasts = await Promise.all(rows.map((row) => apiBroadcast(row, request.headers)))
    return { status: 200, body: { broadcasts } }
  },
})

export const listLiveBroadcasts = operation({
  id: 'listLive',
  summary: 'List who is live, with how many watch',
  tags: ['Broadcasts'],
  method: 'GET',
  path: '/live',
  scope: 'public',
  query: pageQuery.pick({ limit: true }),
  answers: { 200: z.object({ broadcasts: z.array(broadcastSchema) }) },
  async handle({ request, query: { limit } }) {
    const rows = await listShownBroadcasts(database(), { only: 'live', privacy: 'public', limit })
    const broadcasts = await Promise.all(rows.map((row) => apiBroadcast(row, request.headers)))
    return { status: 200, body: { broadcasts } }
  },
})

export const listRecordedBroadcasts = operation({
  id: 'listRecordings',
  summary: 'List public recordings, the newest first',
  tags: ['Recordings'],
  method: 'GET',
  path: '/recordings',
  scope: 'public',
  query: pageQuery,
  answers: { 200: z.object({ broadcasts: z.array(broadcastSchema) }) },
  async handle({ request, query: { limit, before } }) {
    const from = before === undefined ? undefined : new Date(before)
    const rows = await listShownBroadcasts(database(), { only: 'recorded', privacy: 'public', limit, before: from })
    const broadcasts = await Promise.all(rows.map((row) => apiBroadcast(row, request.headers)))
    return { status: 200, body: { broadcasts } }
  },
})

export const readBroadcast = operation({
  id: 'readBroadcast',
  summary: 'Read a broadcast, live or past',
  tags: ['Broadcasts'],
  method: 'GET',
  path: '/broadcasts/{broadcastId}',
  scope: 'public',
  moreWith: 'broadcasts:read',
  params: broadcastParams,
  answers: { 200: broadcastSchema },
  refusals: { 'unknown-broadcast': 404 },
  async handle({ request, account, params: { broadcastId }, refuse }) {
    const row = await findVisible({ request, account }, broadcastId)
    return row ? { status: 200, body: await apiBroadcast(row, request.headers) } : refuse('unknown-broadcast')
  },
})

export const readViewers = operation({
  id: 'readViewers',
  summary: 'Read how many watch a broadcast now',
  tags: ['Broadcasts'],
  method: 'GET',
  path: '/broadcasts/{broadcastId}/viewers',
  scope: 'public',
  moreWith: 'broadcasts:read',
  params: broadcastParams,
  answers: { 200: z.object({ viewers: z.int() }) },
  refusals: { 'unknown-broadcast': 404 },
  async handle({ request, account, params: { broadcastId }, refuse }) {
    const row = await findVisible({ request, account }, broadcastId)
    if (!row) return refuse('unknown-broadcast')
    return { status: 200, body: { viewers: row.state === 'ended' ? 0 : await presentViewers(broadcastId) } }
  },
})

async function findVisible(caller: { request: Request; account: Account | null }, broadcastId: string) {
  const row = await findShownBroadcast(database(), broadcastId)
  const isVisible = row && (await maySee(caller, { channel: row.channel, privacy: row.privacy, broadcast: row }))
  return isVisible ? row : null
}
