/** How many channels an account may have. */

import { listChannels } from '@shoal/db/channels'
import { database } from '../../server/database.ts'
import type { Account } from '../../server/session.ts'
import { serverSettings } from '../../server/settings.ts'

/** Whether it may make one more. Operators have no quota. */
export async function mayMakeChannel(account: Pick<Account, 'id' | 'role'>): Promise<boolean> {
  if (account.role === 'operator') return true
  if (account.role !== 'streamer') return false
  const [{ quotas }, own] = await Promise.all([serverSettings(), listChannels(database(), { ownerId: account.id })])
  return own.length < quotas.channelsPerStreamer
}
