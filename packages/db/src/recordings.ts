/** Recordings: one for each broadcast of a channel that records, from its first segment until its disk is free again. */

import { z } from 'zod'
import { doorName } from './broadcast-doors.ts'
import { changeWithEvent, timestamp } from './broadcast-events.ts'
import type { CurrentBroadcast } from './broadcasts.ts'
import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'
import type { RecordingState } from './generated/enums.ts'
import { exportOf, type RecordingExport } from './recording-exports.ts'
import { readServerSettings } from './server-settings.ts'

export type { RecordingState } from './generated/enums.ts'

export type RecordingFigures = {
  /** Media seconds, without the gaps. */
  seconds: number
  /** On the origin's disk, all rungs together. */
  bytes: number
  segments: number
}

/** Does nothing when it is there already. */
export async function startRecording(db: Database, { broadcastId }: { broadcastId: string }): Promise<void> {
  await db.prisma.recording.createMany({ data: [{ broadcastId }], skipDuplicates: true })
}

/** It is whole and can be watched. What was deleted meanwhile stays so. */
export async function finishRecording(
  db: Database,
  { broadcastId, at, seconds, bytes, segments }: RecordingFigures & { broadcastId: string; at: Date },
): Promise<void> {
  const changed = Prisma.sql`UPDATE "Recording"
    SET "state" = 'ready', "readyAt" = ${timestamp(at)}, "seconds" = ${seconds}, "bytes" = ${BigInt(Math.round(bytes))},
      "segments" = ${segments}, "error" = NULL
    WHERE "broadcastId" = ${broadcastId} AND "state"::text IN ('recording', 'failed') RETURNING "broadcastId" AS "id"`
  await changeWithEvent(db, { changed, kind: 'recording.ready', at })
}

/** Nothing of it can be watched; `error` is for the operator. */
export async function failRecording(
  db: Database,
  { broadcastId, error }: { broadcastId: string; error: string },
): Promise<void> {
  await db.prisma.recording.updateMany({ where: { broadcastId, state: 'recording' }, data: { state: 'failed', error } })
}

/** Of broadcasts that have ended while nobody could finish their recordings; the oldest first. */
export async function listUnfinishedRecordings(db: Database): Promise<string[]> {
  return idsOf(
    await db.prisma.recording.findMany({
      where: { state: 'recording', broadcast: { state: 'ended' } },
      select: { broadcastId: true },
      orderBy: { createdAt: 'asc' },
    }),
  )
}

export type RecordedBroadcast = Pick<CurrentBroadcast, 'id' | 'epoch' | 'rungs' | 'door'>

/** Those of them that have ended and can be watched, in no order. */
export async function recordedBroadcasts(db: Database, ids: readonly string[]): Promise<RecordedBroadcast[]> {
  const rows = await db.prisma.broadcast.findMany({
    where: { id: { in: [...ids] }, state: 'ended', recording: { state: 'ready' } },
    select: {
      ...{ id: true, epoch: true, privacy: true, passwordHash: true },
      rungs: { omit: { id: true, broadcastId: true }, orderBy: { id: 'asc' } },
    },
  })
  return rows.map(({ privacy, passwordHash, ...row }) => ({ ...row, door: doorName({ privacy, passwordHash }) }))
}

/** For whoever owns the disk to free it. False when it runs still, or is gone. */
export async function markForDeletion(db: Database, broadcastId: string): Promise<boolean> {
  const marked = await db.prisma.recording.updateMany({
    where: { broadcastId, state: { in: ['ready', 'failed'] } },
    data: { state: 'deleting' },
  })
  return marked.count > 0
}

/** Also those whose channel is deleted. */
export async function listMarkedForDeletion(db: Database): Promise<string[]> {
  const [marked, left] = await Promise.all([
    db.prisma.recording.findMany({ where: { state: 'deleting' }, select: { broadcastId: true } }),
    db.prisma.leftBroadcast.findMany({ select: { id: true }, orderBy: { at: 'asc' } }),
  ])
  return [...idsOf(marked), ...left.map(({ id }) => id)]
}

/** The disk is free; its downloads are gone with it. */
export async function recordingDeleted(
  db: Database,
  { broadcastId, at }: { broadcastId: string; at: Date },
): Promise<void> {
  await db.prisma.$transaction([
    db.prisma.leftBroadcast.deleteMany({ where: { id: broadcastId } }),
    db.prisma.recordingExport.deleteMany({ where: { broadcastId } }),
    db.prisma.recording.updateMany({ where: { broadcastId }, data: { state: 'deleted', deletedAt: at, bytes: 0n } }),
  ])
}

/** Those that are older, since the end of their broadcast, than their channel keeps them, or else the server. */
export async function expiredRecordings(db: Database, now: Date): Promise<string[]> {
  const { retentionDays } = await readServerSettings(db)
  const rows = await db.prisma.$queryRaw`
    SELECT recording."broadcastId" FROM "Recording" recording
    JOIN "Broadcast" broadcast ON broadcast."id" = recording."broadcastId"
    JOIN "Channel" channel ON channel."id" = broadcast."channelId"
    WHERE recording."state"::text IN ('ready', 'failed')
      AND broadcast."endedAt" + COALESCE(channel."retentionDays", ${retentionDays}::int) * interval '1 day' <= ${now.toISOString()}::timestamp(3)
    ORDER BY broadcast."endedAt"`
  return idsOf(z.array(z.object({ broadcastId: z.string() })).parse(rows))
}

export type RecordingRow = RecordingFigures & {
  broadcastId: string
  state: RecordingState
  startedAt: Date
  endedAt: Date | null
  error: string | null
  /** Names of every rung that the broadcast had, the best first. */
  rungs: string[]
  exports: RecordingExport[]
}

const WITH_BROADCAST = {
  exports: { orderBy: { createdAt: 'asc' } },
  broadcast: {
    select: {
      startedAt: true,
      endedAt: true,
      channel: { select: { slug: true, title: true } },
      rungs: { select: { name: true, bandwidth: true } },
    },
  },
} as const

const NEWEST_FIRST: Prisma.RecordingOrderByWithRelationInput[] = [
  { broadcast: { startedAt: 'desc' } },
  { broadcastId: 'asc' },
]

/** The newest first, without those that are deleted. */
export async function listRecordings(
  db: Database,
  channelId: string,
  { limit = 100 }: { limit?: number } = {},
): Promise<RecordingRow[]> {
  const rows = await db.prisma.recording.findMany({
    where: { broadcast: { channelId }, state: { not: 'deleted' } },
    include: WITH_BROADCAST,
    orderBy: NEWEST_FIRST,
    take: limit,
  })
  return rows.map(rowOf)
}

/** Those that are being made, deleted or turned into files, or became a file since then. The newest first. */
export async function listChangingRecordings(
  db: Database,
  channelId: string,
  { since }: { since: Date },
): Promise<RecordingRow[]> {
  const file: Prisma.RecordingExportWhereInput = {
    OR: [{ state: { in: ['waiting', 'running'] } }, { finishedAt: { gte: since } }],
  }
  const rows = await db.prisma.recording.findMany({
    where: {
      broadcast: { channelId },
      OR: [{ state: { in: ['recording', 'deleting'] } }, { exports: { some: file } }],
    },
    include: WITH_BROADCAST,
    orderBy: NEWEST_FIRST,
  })
  return rows.map(rowOf)
}

/** What all recordings of a channel take on the origin's disk. */
export async function recordedBytes(db: Database, channelId: string): Promise<number> {
  const { _sum } = await db.prisma.recording.aggregate({ where: { broadcast: { channelId } }, _sum: { bytes: true } })
  return Number(_sum.bytes ?? 0n)
}

/** Null where nothing was recorded; a deleted one is told as such. */
export async function findRecording(
  db: Database,
  broadcastId: string,
): Promise<(RecordingRow & { channel: { slug: string; title: string } }) | null> {
  const row = await db.prisma.recording.findUnique({ where: { broadcastId }, include: WITH_BROADCAST })
  return row && { ...rowOf(row), channel: row.broadcast.channel }
}

type FoundRecording = {
  broadcastId: string
  state: RecordingState
  seconds: number
  bytes: bigint
  segments: number
  error: string | null
  exports: Parameters<typeof exportOf>[0][]
  broadcast: { startedAt: Date; endedAt: Date | null; rungs: { name: string; bandwidth: number }[] }
}

function rowOf({ broadcast, exports, bytes, ...row }: FoundRecording): RecordingRow {
  const { broadcastId, state, seconds, segments, error } = row
  return {
    ...{ broadcastId, state, seconds, bytes: Number(bytes), segments, error },
    ...{ startedAt: broadcast.startedAt, endedAt: broadcast.endedAt },
    rungs: rungNamesOf(broadcast.rungs),
    exports: exports.map(exportOf),
  }
}

/** Of all epochs, each once; the best first. */
export function rungNamesOf(rungs: readonly { name: string; bandwidth: number }[]): string[] {
  const byBandwidth = rungs.toSorted((a, b) => b.bandwidth - a.bandwidth)
  return [...new Set(byBandwidth.map(({ name }) => name))]
}

function idsOf(rows: { broadcastId: string }[]): string[] {
  return rows.map(({ broadcastId }) => broadcastId)
}
