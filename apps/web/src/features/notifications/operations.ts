/** Following a channel, and the browsers that are told. */

import { channelProfile } from '@shoal/db/channel-profile'
import { findChannel } from '@shoal/db/channels'
import {
  addPushEndpoint,
  countFollowers,
  findFollow,
  follow,
  listFollows,
  removePushEndpoint,
  stopMail,
  unfollow,
} from '@shoal/db/follows'
import { z } from 'zod'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import { maySee } from '../../server/may-see.ts'
import { operation } from '../../server/operation.ts'
import { whyNotOutside } from '../../server/outside-request.ts'
import { readSecret } from '../../server/secrets.ts'
import { readVapidKeys } from '../../server/vapid.ts'
import { slugParams } from '../channels/slug-params.ts'
import { followStateSchema, followWishSchema } from './follow-schemas.ts'
import { isUnsubscribe } from './unsubscribe-link.ts'

const TAGS = ['Notifications'] as const
const CHANGES = { most: 60, seconds: 60 }

export const readFollow = operation({
  id: 'readFollow',
  summary: 'Read whether you follow a channel, and how you are told',
  tags: TAGS,
  method: 'GET',
  path: '/channels/{slug}/follow',
  scope: 'public',
  moreWith: 'account:read',
  params: slugParams,
  answers: { 200: followStateSchema },
  refusals: { 'unknown-channel': 404 },
  async handle({ account, params: { slug }, refuse }) {
    const channel = await findChannel(database(), slug)
    if (!channel) return refuse('unknown-channel')
    const config = serverConfig()
    const [wish, followers, keys] = await Promise.all([
      account && findFollow(database(), { userId: account.id, channelId: channel.id }),
      countFollowers(database(), channel.id),
      readVapidKeys(config.secretsFolder),
    ])
    const body = {
      ...{ isSignedIn: account !== null, isFollowing: wish !== null, followers },
      ...{ byPush: wish?.byPush ?? false, byMail: wish?.byMail ?? false },
      ...{ pushKey: keys?.publicKey ?? null, hasMail: config.mail !== null },
    }
    return { status: 200, body }
  },
})

export const followChannel = operation({
  id: 'followChannel',
  summary: 'Follow a channel, or change how you are told',
  tags: TAGS,
  method: 'PUT',
  path: '/channels/{slug}/follow',
  scope: 'account:write',
  params: slugParams,
  body: followWishSchema,
  answers: { 204: null },
  refusals: { 'unknown-channel': 404 },
  limit: CHANGES,
  async handle({ request, account, params: { slug }, body, refuse }) {
    const channel = await findChannel(database(), slug)
    const profile = channel && (await channelProfile(database(), channel.id))
    if (!channel || !profile) return refuse('unknown-channel')
    const isSeen = await maySee({ request, account }, { channel, privacy: profile.privacy, broadcast: null })
    if (profile.privacy === 'private' && !isSeen) return refuse('unknown-channel')
    await follow(database(), { userId: account.id, channelId: channel.id }, body)
    return { status: 204 }
  },
})

export const unfollowChannel = operation({
  id: 'unfollowChannel',
  summary: 'Stop following a channel',
  tags: TAGS,
  method: 'DELETE',
  path: '/channels/{slug}/follow',
  scope: 'account:write',
  params: slugParams,
  answers: { 204: null },
  refusals: { 'unknown-channel': 404 },
  limit: CHANGES,
  async handle({ account, params: { slug }, refuse }) {
    const channel = await findChannel(database(), slug)
    if (!channel) return refuse('unknown-channel')
    await unfollow(database(), { userId: account.id, channelId: channel.id })
    return { status: 204 }
  },
})

export const listFollowed = operation({
  id: 'listFollows',
  summary: 'List the channels that you follow',
  tags: TAGS,
  method: 'GET',
  path: '/account/follows',
  scope: 'account:read',
  answers: {
    200: z.object({
      follows: z.array(
        z.object({
          channel: z.object({ slug: z.string(), title: z.string() }),
          ...followWishSchema.shape,
        }),
      ),
    }),
  },
  async handle({ account }) {
    return { status: 200, body: { follows: await listFollows(database(), account.id) } }
  },
})

const base64url = (most: number) =>
  z
    .string()
    .regex(/^[\w-]+={0,2}$/)
    .max(most)

export const addBrowser = operation({
  id: 'addPushEndpoint',
  summary: 'Have this browser told of what you follow (Web Push)',
  tags: TAGS,
  method: 'POST',
  path: '/account/push-endpoints',
  scope: 'session',
  body: z.object({
    endpoint: z.url().max(1000),
    keys: z.object({ p256dh: base64url(200), auth: base64url(100) }),
  }),
  answers: { 204: null },
  refusals: { 'refused-address': 400 },
  limit: CHANGES,
  async handle({ account, body: { endpoint, keys }, refuse }) {
    const { outsideAllow } = serverConfig()
    const isPlain = !endpoint.startsWith('https:') && !outsideAllow.includes(new URL(endpoint).host)
    if (isPlain || whyNotOutside(endpoint, outsideAllow) !== null) return refuse('refused-address')
    await addPushEndpoint(database(), { userId: account.id, endpoint, ...keys })
    return { status: 204 }
  },
})

export const removeBrowser = operation({
  id: 'removePushEndpoint',
  summary: 'Have this browser told no more',
  tags: TAGS,
  method: 'DELETE',
  path: '/account/push-endpoints',
  scope: 'session',
  body: z.object({ endpoint: z.string().max(1000) }),
  answers: { 204: null },
  async handle({ account, body: { endpoint } }) {
    await removePushEndpoint(database(), { userId: account.id, endpoint })
    return { status: 204 }
  },
})

export const unsubscribe = operation({
  id: 'unsubscribe',
  summary: 'End e-mails about a channel, with the link from one of them',
  description: 'What mail programs call for List-Unsubscribe (RFC 8058). Needs no sign-in: the link is signed.',
  tags: TAGS,
  method: 'POST',
  path: '/unsubscribe',
  scope: 'public',
  query: z.object({ user: z.string().max(100), channel: z.string().max(100), signature: z.string().max(100) }),
  answers: { 204: null },
  refusals: { 'wrong-link': 403 },
  limit: { most: 60, seconds: 60 },
  async handle({ query: { user, channel, signature }, refuse }) {
    const named = { userId: user, channelId: channel }
    const secret = readSecret(serverConfig().secretsFolder, 'auth-secret')
    if (!isUnsubscribe({ ...named, signature }, secret)) return refuse('wrong-link')
    await stopMail(database(), named)
    return { status: 204 }
  },
})
