/** Broadcasts that went on at some time within a period, for the figures of that period to have names. */

import type { BroadcastState } from '@shoal/protocol/broadcast-state'
import type { Database } from './database.ts'

/** A month of a server with a hundred channels; those beyond it are in the sums, without a name. */
const MOST = 3000

export type BroadcastWithin = {
  id: string
  channelId: string
  slug: string
  channelTitle: string
  title: string
  state: BroadcastState
  startedAtMs: number
  endedAtMs: number | null
}

/** The newest first. Of some channels alone, or of all; one broadcast alone by its `id`. */
export async function broadcastsWithin(
  db: Database,
  wanted: {
    id?: string | undefined
    channelIds?: readonly string[] | undefined
    since?: Date
    until?: Date
    most?: number
  },
): Promise<BroadcastWithin[]> {
  const { id, channelIds, since, until, most = MOST } = wanted
  const rows = await db.prisma.broadcast.findMany({
    where: {
      ...(id === undefined ? {} : { id }),
      ...(channelIds === undefined ? {} : { channelId: { in: [...channelIds] } }),
      ...(until === undefined ? {} : { startedAt: { lt: until } }),
      ...(since === undefined ? {} : { OR: [{ endedAt: null }, { endedAt: { gte: since } }] }),
    },
    select: {
      ...{ id: true, channelId: true, title: true, state: true, startedAt: true, endedAt: true },
      channel: { select: { slug: true, title: true } },
    },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: most,
  })
  return rows.map(({ channel, startedAt, endedAt, ...row }) => ({
    ...row,
    ...{ slug: channel.slug, channelTitle: channel.title },
    ...{ startedAtMs: startedAt.getTime(), endedAtMs: endedAt?.getTime() ?? null },
  }))
}
