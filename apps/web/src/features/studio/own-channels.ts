/** Which channels an account runs, and whether it may have one more. */

import { listChannelsOf } from '@shoal/db/channel-profile'
import { type Channel, listChannels } from '@shoal/db/channels'
import { database } from '../../server/database.ts'
import type { Account } from '../../server/session.ts'
import { serverSettings } from '../../server/settings.ts'

type Who = Pick<Account, 'id' | 'role'>

/** Its own; an operator's are all of the server. The oldest first. */
export function channelsToRun(account: Who): Promise<Channel[]> {
  return account.role === 'operator' ? listChannels(database()) : listChannelsOf(database(), account.id)
}

/** Operators have no quota. */
export async function mayMakeChannel(account: Who): Promise<boolean> {
  if (account.role === 'operator') return true
  if (account.role !== 'streamer') return false
  const [{ quotas }, own] = await Promise.all([serverSettings(), listChannelsOf(database(), account.id)])
  return own.length < quotas.channelsPerStreamer
}
