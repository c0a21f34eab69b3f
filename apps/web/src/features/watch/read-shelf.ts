/** A channel's recordings for its own pages; a recording without a title has its channel's. */

import { listShelf } from '@shoal/db/channel-shelf'
import { database } from '../../server/database.ts'
import type { ShelfItem } from './shelf.tsx'

const MOST = 6

export async function readShelf(channel: { id: string; title: string }, except?: string): Promise<ShelfItem[]> {
  const shelved = await listShelf(database(), {
    ...{ channelId: channel.id, limit: MOST },
    ...(except === undefined ? {} : { except }),
  })
  return shelved.map(({ startedAt, title, ...one }) => ({
    ...one,
    title: title || channel.title,
    startedAtMs: startedAt.getTime(),
  }))
}
