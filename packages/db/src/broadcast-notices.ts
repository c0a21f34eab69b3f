/** Notices of a running broadcast, for its operator: what the machine or the source made necessary. */

import { randomUUID } from 'node:crypto'
import { type BroadcastNotice, type NoticeKind, noticeKindSchema } from '@shoal/protocol/broadcast-notice'
import type { Database } from './database.ts'

/** More than this many at once help nobody. */
const MOST_AT_ONCE = 20

/** The same again, while the first one is not cleared, is not a second notice. */
export async function addNotice(
  db: Database,
  { broadcastId, kind, detail = '', at }: { broadcastId: string; kind: NoticeKind; detail?: string; at: Date },
): Promise<void> {
  const { broadcastNotice } = db.prisma
  const current = await broadcastNotice.count({ where: { broadcastId, kind, detail, clearedAt: null } })
  if (current === 0) await broadcastNotice.create({ data: { id: randomUUID(), broadcastId, kind, detail, at } })
}

/** All of that kind, or the one with that detail. */
export async function clearNotice(
  db: Database,
  { broadcastId, kind, detail, at }: { broadcastId: string; kind: NoticeKind; detail?: string | undefined; at: Date },
): Promise<void> {
  await db.prisma.broadcastNotice.updateMany({
    where: { broadcastId, kind, clearedAt: null, ...(detail === undefined ? {} : { detail }) },
    data: { clearedAt: at },
  })
}

/** The newest first. */
export async function currentNotices(db: Database, broadcastId: string): Promise<BroadcastNotice[]> {
  const rows = await db.prisma.broadcastNotice.findMany({
    where: { broadcastId, clearedAt: null },
    orderBy: [{ at: 'desc' }, { id: 'asc' }],
    take: MOST_AT_ONCE,
  })
  return rows.flatMap(({ id, kind, detail, at }) => {
    const known = noticeKindSchema.safeParse(kind)
    return known.success ? [{ id, kind: known.data, detail, atMs: at.getTime() }] : []
  })
}
