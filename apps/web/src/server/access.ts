/** Who may do what: the signed-in account of a request, and what it may do to a channel. */

import { countChannelsOf } from '@shoal/db/accounts'
import { isChannelMember } from '@shoal/db/channel-members'
import { type Channel, listChannels } from '@shoal/db/channels'
import { isAtLeast } from '@shoal/protocol/roles'
import { database } from './database.ts'
import type { Account } from './find-account.ts'
import { serverSettings } from './settings.ts'

/** `run` is every operator's, and the owner's while a streamer; `moderate` also the channel's and the server's moderators'. */
export type ChannelRight = 'run' | 'moderate'

export async function mayOnChannel(account: Account | null, channel: Channel, right: ChannelRight): Promise<boolean> {
  if (account === null) return false
  if (mayAs({ account, isMember: false }, channel, right)) return true
  if (right === 'run') return false
  return isChannelMember(database(), { channelId: channel.id, userId: account.id })
}

/** The same, where it is known already whether they are a member of the channel. */
export function mayAs(
  { account, isMember }: { account: Account; isMember: boolean },
  { ownerId }: Pick<Channel, 'ownerId'>,
  right: ChannelRight,
): boolean {
  if (account.role === 'operator') return true
  if (account.id === ownerId && isAtLeast(account.role, 'streamer')) return true
  return right === 'moderate' && (isMember || account.role === 'moderator')
}

/** The channels that the account may run, the oldest first: every one for an operator. */
export async function channelsRunBy(account: Account): Promise<Channel[]> {
  if (!isAtLeast(account.role, 'streamer')) return []
  return listChannels(database(), account.role === 'operator' ? {} : { ownerId: account.id })
}

/** How many channels the account may have: streamers up to the operator's quota; null is no limit. */
export async function mostChannelsOf({ role }: Pick<Account, 'role'>): Promise<number | null> {
  if (role === 'operator') return null
  return isAtLeast(role, 'streamer') ? (await serverSettings()).quotas.channelsPerStreamer : 0
}

/** Whether the account may make one more channel. */
export async function mayMakeChannel(account: Pick<Account, 'id' | 'role'>): Promise<boolean> {
  const [most, count] = await Promise.all([mostChannelsOf(account), countChannelsOf(database(), account.id)])
  return most === null || count < most
}
