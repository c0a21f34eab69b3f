/** A channel's past broadcasts, recorded or not, page by page. */

import type { Privacy } from '@shoal/protocol/privacy'
import type { Database } from './database.ts'
import type { Prisma } from './generated/client.ts'
import type { RecordingState } from './generated/enums.ts'
import type { RecordingExport } from './recording-exports.ts'
import { rungNamesOf } from './recordings.ts'

export type PastBroadcast = {
  id: string
  title: string
  description: string
  category: string
  privacy: Privacy
  hasPassword: boolean
  startedAt: Date
  liveAt: Date | null
  /** Null for one that goes on, where one is asked for by its id. */
  endedAt: Date | null
  endReason: string | null
  source: string | null
  peakViewers: number
  /** Null where nothing was recorded. */
  recording: PastRecording | null
}

type PastRecording = {
  state: RecordingState
  seconds: number
  bytes: number
  error: string | null
  /** Names of every rung that the broadcast had, the best first. */
  rungs: string[]
  exports: Pick<RecordingExport, 'rung' | 'state' | 'progress' | 'bytes'>[]
}

const SHOWN = {
  ...{ id: true, title: true, description: true, category: true, privacy: true, passwordHash: true },
  ...{ startedAt: true, liveAt: true, endedAt: true, endReason: true, source: true },
  rungs: { select: { name: true, bandwidth: true } },
  recording: {
    select: {
      ...{ state: true, seconds: true, bytes: true, error: true },
      exports: {
        select: { rung: true, state: true, progress: true, bytes: true },
        orderBy: { createdAt: 'asc' },
      },
    },
  },
} as const

/** The newest first; `before` is the start of the last one of the page before. */
export async function listPastBroadcasts(
  db: Database,
  channelId: string,
  { limit, before }: { limit: number; before?: Date | undefined },
): Promise<PastBroadcast[]> {
  const rows = await db.prisma.broadcast.findMany({
    where: { channelId, state: 'ended', ...(before && { startedAt: { lt: before } }) },
    select: SHOWN,
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  })
  const peaks = await peaksOf(db, rows)
  return rows.map((row) => pastBroadcast(row, peaks.get(row.id) ?? 0))
}

/** Null where the channel has no such broadcast. */
export async function findBroadcastOf(
  db: Database,
  { channelId, broadcastId }: { channelId: string; broadcastId: string },
): Promise<PastBroadcast | null> {
  const row = await db.prisma.broadcast.findFirst({ where: { id: broadcastId, channelId }, select: SHOWN })
  return row && pastBroadcast(row, (await peaksOf(db, [row])).get(row.id) ?? 0)
}

/** Those of several trackers add up, though their peaks may be ten seconds apart. */
async function peaksOf(db: Database, broadcasts: readonly { id: string }[]): Promise<Map<string, number>> {
  const rows = await db.prisma.viewerRollup.groupBy({
    by: ['broadcastId', 'tracker'],
    where: { broadcastId: { in: broadcasts.map(({ id }) => id) } },
    _max: { viewers: true },
  })
  const peaks = new Map<string, number>()
  for (const { broadcastId, _max } of rows) {
    peaks.set(broadcastId, (peaks.get(broadcastId) ?? 0) + (_max.viewers ?? 0))
  }
  return peaks
}

type Row = Prisma.BroadcastGetPayload<{ select: typeof SHOWN }>

function pastBroadcast({ passwordHash, rungs, recording, ...row }: Row, peakViewers: number): PastBroadcast {
  return {
    ...row,
    ...{ hasPassword: passwordHash !== null, peakViewers },
    recording: recording && {
      ...recording,
      bytes: Number(recording.bytes),
      rungs: rungNamesOf(rungs),
      exports: recording.exports.map((one) => ({ ...one, bytes: one.bytes === null ? null : Number(one.bytes) })),
    },
  }
}
