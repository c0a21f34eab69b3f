/** Following a channel, and the browsers that are told. */

import { channelProfile } from '@shoal/db/channel-profile'
import { type Channel, findChannel } from '@shoal/db/channels'
import {
  addPushEndpoint,
  countFollowers,
  findFollow,
  follow,
  listFollows,
  listPushEndpoints,
  removePushEndpoint,
  removePushEndpointById,
  stopMail,
  unfollow,
} from '@shoal/db/follows'
import { z } from 'zod'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import type { Account } from '../../server/find-account.ts'
import { maySee } from '../../server/may-see.ts'
import { operation } from '../../server/operation.ts'
import { whyNotOutside } from '../../server/outside-request.ts'
import { readSecret } from '../../server/secrets.ts'
import { readVapidKeys } from '../../server/vapid.ts'
import { slugParams } from '../channels/slug-params.ts'
import { channelAccess } from '../privacy/current-door.ts'
import { browsersSchema, followStateSchema, followsSchema, followWishSchema } from './follow-schemas.ts'
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
  async handle({ request, account, params: { slug }, refuse }) {
    const channel = await findChannel(database(), slug)
    if (!channel || (await isHidden(channel, { request, account }))) return refuse('unknown-channel')
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
    if (!channel || (await isHidden(channel, { request, account }))) return refuse('unknown-channel')
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
  async handle({ request, account, params: { slug }, refuse }) {
    const channel = await findChannel(database(), slug)
    if (!channel) return refuse('unknown-channel')
    const isEnded = await unfollow(database(), { userId: account.id, channelId: channel.id })
    // who followed before it was hidden can leave
    return isEnded || !(await isHidden(channel, { request, account })) ? { status: 204 } : refuse('unknown-channel')
  },
})

/** A private channel is there for nobody but those who run it, unless what is live on it is for more. */
async function isHidden(channel: Channel, caller: { request: Request; account: Account | null }): Promise<boolean> {
  const profile = await channelProfile(database(), channel.id)
  if (profile?.privacy !== 'private') return false
  if (await maySee(caller, { channel, privacy: 'private', broadcast: null })) return false
  return (await channelAccess(caller.request.headers, channel)) === 'hidden'
}

export const listFollowed = operation({
  id: 'listFollows',
  summary: 'List the channels that you follow',
  tags: TAGS,
  method: 'GET',
  path: '/account/follows',
  scope: 'account:read',
  answers: { 200: followsSchema },
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

export const listBrowsers = operation({
  id: 'listPushEndpoints',
  summary: 'List your browsers that are told',
  tags: TAGS,
  method: 'GET',
  path: '/account/push-endpoints',
  scope: 'session',
  answers: { 200: browsersSchema },
  async handle({ account }) {
    const rows = await listPushEndpoints(database(), account.id)
    return { status: 200, body: { browsers: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })) } }
  },
})

export const removeBrowserById = operation({
  id: 'removePushEndpointById',
  summary: 'Have one of your browsers told no more, from anywhere',
  tags: TAGS,
  method: 'DELETE',
  path: '/account/push-endpoints/{id}',
  scope: 'session',
  params: z.object({ id: z.string().max(64) }),
  answers: { 204: null },
  refusals: { 'unknown-browser': 404 },
  async handle({ account, params: { id }, refuse }) {
    return (await removePushEndpointById(database(), { userId: account.id, id }))
      ? { status: 204 }
      : refuse('unknown-browser')
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
  isForAnyOrigin: true,
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
    const secret = readSecret(serverConfig().secretsFolder, 'chat-secret')
    if (!isUnsubscribe({ ...named, signature }, secret)) return refuse('wrong-link')
    await stopMail(database(), named)
    return { status: 204 }
  },
})
