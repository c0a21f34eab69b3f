/** What the pages with a player read: the broadcast that is watched, and the channel's recordings that anybody may see. */

import type { BroadcastState } from '@shoal/protocol/broadcast-state'
import type { Database } from './database.ts'

export type ShelvedRecording = { broadcastId: string; title: string; startedAt: Date; seconds: number }

/** The newest first. `except` is the one that is being watched. */
export async function listShelf(
  db: Database,
  { channelId, limit, except }: { channelId: string; limit: number; except?: string },
): Promise<ShelvedRecording[]> {
  const rows = await db.prisma.recording.findMany({
    where: {
      state: 'ready',
      broadcast: { channelId, privacy: 'public' },
      ...(except === undefined ? {} : { broadcastId: { not: except } }),
    },
    select: { broadcastId: true, seconds: true, broadcast: { select: { title: true, startedAt: true } } },
    orderBy: [{ broadcast: { startedAt: 'desc' } }, { broadcastId: 'asc' }],
    take: limit,
  })
  return rows.map(({ broadcastId, seconds, broadcast }) => ({ broadcastId, seconds, ...broadcast }))
}

export type WatchedBroadcast = {
  id: string
  state: BroadcastState
  title: string
  category: string
  description: string
  startedAt: Date
  channel: { id: string; slug: string; title: string; ownerId: string; createdAt: Date }
}

/** Null when there is no such broadcast. */
export async function findWatched(db: Database, broadcastId: string): Promise<WatchedBroadcast | null> {
  const row = await db.prisma.broadcast.findUnique({
    where: { id: broadcastId },
    select: {
      ...{ id: true, state: true, title: true, category: true, description: true, startedAt: true, liveAt: true },
      channel: { select: { id: true, slug: true, title: true, ownerId: true, createdAt: true } },
    },
  })
  if (!row) return null
  const { liveAt, ...broadcast } = row
  return { ...broadcast, startedAt: liveAt ?? row.startedAt }
}
