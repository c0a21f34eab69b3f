/** Downloads of recordings: one MP4 for each rung that somebody asked for, made by whoever owns the disk. */

import { randomBytes, randomUUID } from 'node:crypto'
import type { Database } from './database.ts'
import type { ExportState } from './generated/enums.ts'

export type { ExportState } from './generated/enums.ts'

export type RecordingExport = {
  id: string
  broadcastId: string
  rung: string
  state: ExportState
  /** 0 to 1. */
  progress: number
  /** Of the finished file. */
  bytes: number | null
  /** Whoever has it may download the file. */
  token: string
  error: string | null
  createdAt: Date
  finishedAt: Date | null
}

const TOKEN_BYTES = 24

/** The one that waits, runs or is ready is given again; one that failed begins anew. Null when there is no recording. */
export async function requestExport(
  db: Database,
  { broadcastId, rung }: { broadcastId: string; rung: string },
): Promise<RecordingExport | null> {
  const { recording, recordingExport } = db.prisma
  if ((await recording.count({ where: { broadcastId, state: 'ready' } })) === 0) return null
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const again = { state: 'waiting', progress: 0, bytes: null, error: null, finishedAt: null } as const
  await recordingExport.createMany({ data: [{ id: randomUUID(), broadcastId, rung, token }], skipDuplicates: true })
  await recordingExport.updateMany({ where: { broadcastId, rung, state: 'failed' }, data: again })
  const found = await recordingExport.findUnique({ where: { broadcastId_rung: { broadcastId, rung } } })
  return found && exportOf(found)
}

/** Also those that an earlier run has begun: nobody else makes them. The oldest first. */
export async function listWaitingExports(db: Database): Promise<RecordingExport[]> {
  const rows = await db.prisma.recordingExport.findMany({
    where: { state: { in: ['waiting', 'running'] }, recording: { state: 'ready' } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return rows.map(exportOf)
}

export type ExportChange =
  | { state: 'running'; progress: number }
  | { state: 'ready'; bytes: number; at: Date }
  | { state: 'failed'; error: string; at: Date }

/** False when it is gone, because its recording was deleted. */
export async function updateExport(db: Database, id: string, change: ExportChange): Promise<boolean> {
  const updated = await db.prisma.recordingExport.updateMany({ where: { id }, data: columnsOf(change) })
  return updated.count > 0
}

function columnsOf(change: ExportChange) {
  switch (change.state) {
    case 'running':
      return { state: change.state, progress: Math.min(1, Math.max(0, change.progress)) }
    case 'ready':
      return { state: change.state, progress: 1, bytes: BigInt(change.bytes), finishedAt: change.at, error: null }
    case 'failed':
      return { state: change.state, error: change.error, finishedAt: change.at }
  }
}

/** The file is gone; whoever wants it asks again. */
export async function forgetExport(db: Database, id: string): Promise<void> {
  await db.prisma.recordingExport.deleteMany({ where: { id } })
}

/** The oldest first. */
export async function exportsOf(db: Database, broadcastId: string): Promise<RecordingExport[]> {
  const rows = await db.prisma.recordingExport.findMany({ where: { broadcastId }, orderBy: { createdAt: 'asc' } })
  return rows.map(exportOf)
}

type ExportRow = Omit<RecordingExport, 'bytes'> & { bytes: bigint | null }

export function exportOf({ bytes, ...row }: ExportRow): RecordingExport {
  return { ...row, bytes: bytes === null ? null : Number(bytes) }
}
