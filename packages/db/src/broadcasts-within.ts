/** Broadcasts as the dashboard's figures name them: those that have figures, or that went on since a time. */

import type { BroadcastState } from '@shoal/protocol/broadcast-state'
import type { Database } from './database.ts'

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

/** The newest first. Of some channels alone, or of all; some broadcasts alone by their `ids`. */
export async function broadcastsWithin(
  db: Database,
  wanted: {
    ids?: readonly string[]
    channelIds?: readonly string[] | undefined
    since?: Date
    most?: number
  },
): Promise<BroadcastWithin[]> {
  const { ids, channelIds, since, most } = wanted
  const rows = await db.prisma.broadcast.findMany({
    where: {
      ...(ids === undefined ? {} : { id: { in: [...ids] } }),
      ...(channelIds === undefined ? {} : { channelId: { in: [...channelIds] } }),
      ...(since === undefined ? {} : { OR: [{ endedAt: null }, { endedAt: { gte: since } }] }),
    },
    select: {
      ...{ id: true, channelId: true, title: true, state: true, startedAt: true, endedAt: true },
      channel: { select: { slug: true, title: true } },
    },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    ...(most === undefined ? {} : { take: most }),
  })
  return rows.map(({ channel, startedAt, endedAt, ...row }) => ({
    ...row,
    ...{ slug: channel.slug, channelTitle: channel.title },
    ...{ startedAtMs: startedAt.getTime(), endedAtMs: endedAt?.getTime() ?? null },
  }))
}
