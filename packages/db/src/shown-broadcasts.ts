/** Broadcasts as the API, feeds and cards show them: with their channel, and their recording where it can be watched. */

import type { BroadcastState } from '@shoal/protocol/broadcast-state'
import type { Privacy } from '@shoal/protocol/privacy'
import type { Channel } from './channels.ts'
import type { Database } from './database.ts'

export type ShownBroadcast = {
  id: string
  channel: Channel
  state: BroadcastState
  title: string
  description: string
  category: string
  privacy: Privacy
  startedAt: Date
  liveAt: Date | null
  endedAt: Date | null
  /** One that is ready; the files of it that are made, the largest rung first. */
  recording: { seconds: number; files: { rung: string; token: string; bytes: number }[] } | null
}

const SHOWN = {
  ...{ id: true, state: true, title: true, description: true, category: true, privacy: true },
  ...{ startedAt: true, liveAt: true, endedAt: true },
  channel: { select: { id: true, slug: true, title: true, ownerId: true, createdAt: true } },
  recording: {
    select: {
      ...{ state: true, seconds: true },
      exports: {
        where: { state: 'ready' },
        select: { rung: true, token: true, bytes: true },
        orderBy: { bytes: 'desc' },
      },
    },
  },
} as const

type Row = Omit<ShownBroadcast, 'recording'> & {
  recording: {
    state: string
    seconds: number
    exports: { rung: string; token: string; bytes: bigint | null }[]
  } | null
}

export type ShownSelection = {
  channelId?: string
  /** Left out is all. */
  privacy?: Privacy
  /** `ended` with or without a recording, `recorded` with one. Left out is all that viewers could ever see. */
  only?: 'live' | 'ended' | 'recorded'
  /** The start of the last one of the page before. */
  before?: Date | undefined
  limit: number
}

/** The newest first. */
export async function listShownBroadcasts(
  db: Database,
  { channelId, privacy, only, before, limit }: ShownSelection,
): Promise<ShownBroadcast[]> {
  const rows = await db.prisma.broadcast.findMany({
    where: {
      ...(channelId === undefined ? {} : { channelId }),
      ...(privacy === undefined ? {} : { privacy }),
      ...(before === undefined ? {} : { startedAt: { lt: before } }),
      ...(only === 'live' ? { state: { in: ['live' as const, 'interrupted' as const] } } : {}),
      ...(only === 'ended' || only === 'recorded' ? { state: 'ended' as const } : {}),
      ...(only === 'recorded' ? { recording: { state: 'ready' as const } } : {}),
    },
    select: SHOWN,
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  })
  return rows.map(shown)
}

/** Whatever its privacy: the caller asks who may see it. */
export async function findShownBroadcast(db: Database, id: string): Promise<ShownBroadcast | null> {
  const row = await db.prisma.broadcast.findUnique({ where: { id }, select: SHOWN })
  return row && shown(row)
}

/** Of the largest picture in its newest ladder; null where nothing is known of one. */
export async function pictureSize(
  db: Database,
  broadcastId: string,
): Promise<{ width: number; height: number } | null> {
  const rung = await db.prisma.rung.findFirst({
    where: { broadcastId, width: { not: null }, height: { not: null } },
    select: { width: true, height: true },
    orderBy: [{ epoch: 'desc' }, { height: 'desc' }],
  })
  return rung?.width && rung.height ? { width: rung.width, height: rung.height } : null
}

function shown({ recording, ...row }: Row): ShownBroadcast {
  if (recording?.state !== 'ready') return { ...row, recording: null }
  const files = recording.exports.map(({ bytes, ...file }) => ({ ...file, bytes: Number(bytes ?? 0) }))
  return { ...row, recording: { seconds: recording.seconds, files } }
}
