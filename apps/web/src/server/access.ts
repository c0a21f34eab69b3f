/** Who may do what: the signed-in account of a request, and what it may do to a channel. */

import { countChannelsOf } from '@shoal/db/accounts'
import { isChannelMember } from '@shoal/db/channel-members'
import { type Channel, findChannel, listChannels } from '@shoal/db/channels'
import { isAtLeast, type Role } from '@shoal/protocol/roles'
import { refuse } from './api.ts'
import { database } from './database.ts'
import { type Account, findAccount } from './find-account.ts'
import { serverSettings } from './settings.ts'

/** `run` is every operator's, and the owner's while a streamer; `moderate` also the channel's and the server's moderators'. */
export type ChannelRight = 'run' | 'moderate'

export async function mayOnChannel(account: Account | null, channel: Channel, right: ChannelRight): Promise<boolean> {
  if (account === null) return false
  if (account.role === 'operator') return true
  if (account.id === channel.ownerId && isAtLeast(account.role, 'streamer')) return true
  if (right === 'run') return false
  return account.role === 'moderator' || isChannelMember(database(), { channelId: channel.id, userId: account.id })
}

/** For API routes: the channel and the account, or the refusal to answer with. A channel not one's own reads as unknown. */
export async function channelFor(
  request: Request,
  slug: string,
  right: ChannelRight,
): Promise<{ channel: Channel; account: Account } | Response> {
  const account = await findAccount(request.headers)
  if (!account) return refuse(401, 'not-signed-in')
  const channel = await findChannel(database(), slug)
  if (!channel || !(await mayOnChannel(account, channel, right))) return refuse(404, 'unknown-channel')
  return { channel, account }
}

/** The channels that the account may run, the oldest first: every one for an operator. */
export async function channelsRunBy(account: Account): Promise<Channel[]> {
  if (!isAtLeast(account.role, 'streamer')) return []
  return listChannels(database(), account.role === 'operator' ? {} : { ownerId: account.id })
}

/** For API routes: the account, or the refusal to answer with. */
export async function accountFor(request: Request, least: Role): Promise<Account | Response> {
  const account = await findAccount(request.headers)
  if (!account) return refuse(401, 'not-signed-in')
  return isAtLeast(account.role, least) ? account : refuse(403, 'not-allowed')
}

export type ChannelAllowance = { kind: 'allowed' } | { kind: 'no-streamer' } | { kind: 'quota-reached'; most: number }

/** Whether the account may make one more channel: streamers up to the operator's quota, operators always. */
export async function mayMakeChannel(account: Account): Promise<ChannelAllowance> {
  if (account.role === 'operator') return { kind: 'allowed' }
  if (!isAtLeast(account.role, 'streamer')) return { kind: 'no-streamer' }
  const [{ quotas }, count] = await Promise.all([serverSettings(), countChannelsOf(database(), account.id)])
  const most = quotas.channelsPerStreamer
  return count < most ? { kind: 'allowed' } : { kind: 'quota-reached', most }
}
