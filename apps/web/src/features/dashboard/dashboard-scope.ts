/** What an account may see of the dashboard, and what of it was asked for. */

import { type BroadcastWithin, broadcastsWithin } from '@shoal/db/broadcasts-within'
import type { Channel } from '@shoal/db/channels'
import { channelsRunBy } from '../../server/access.ts'
import { database } from '../../server/database.ts'
import type { Account } from '../../server/find-account.ts'
import type { DashboardQuery } from './dashboard-query.ts'

export type DashboardScope = {
  isOperator: boolean
  /** All that the account may look at. */
  channels: Channel[]
  /** Those that it looks at; left out where that is every channel of the server. */
  channelIds?: string[]
  broadcast: BroadcastWithin | null
}

/** What is not the account's own reads as unknown. */
export async function loadScope(
  account: Account,
  { channel, broadcast }: Pick<DashboardQuery, 'channel' | 'broadcast'>,
): Promise<DashboardScope | 'unknown-channel' | 'unknown-broadcast'> {
  const isOperator = account.role === 'operator'
  const channels = await channelsRunBy(account)
  const chosen = channel === undefined ? channels : channels.filter(({ slug }) => slug === channel)
  if (channel !== undefined && chosen.length === 0) return 'unknown-channel'
  const channelIds = chosen.map(({ id }) => id).sort()
  const scope = { isOperator, channels, ...(isOperator && channel === undefined ? {} : { channelIds }) }
  if (broadcast === undefined) return { ...scope, broadcast: null }
  const [found] = await broadcastsWithin(database(), { ids: [broadcast], channelIds })
  return found ? { ...scope, broadcast: found } : 'unknown-broadcast'
}

/** Whether there was ever anything to see. */
export async function hasBroadcasts({ channelIds }: DashboardScope): Promise<boolean> {
  return (await broadcastsWithin(database(), { channelIds, most: 1 })).length > 0
}
