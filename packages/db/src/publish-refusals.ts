/** Publishers that were turned away, for the studio to show. */

import { randomUUID } from 'node:crypto'
import type { Database } from './database.ts'

export type PublishRefusal = { id: string; reason: string; detail: string | null; at: Date }

/** `reason` is an outcome such as `already-live`; `detail` is what a person may want to know beside it. */
export async function recordRefusal(
  db: Database,
  { channelId, reason, detail }: { channelId: string; reason: string; detail?: string | undefined },
): Promise<void> {
  await db.prisma.publishRefusal.create({ data: { id: randomUUID(), channelId, reason, detail: detail ?? null } })
}

/** The newest first. `sinceMs` is Unix time in milliseconds. */
export function latestRefusals(
  db: Database,
  channelId: string,
  { sinceMs, limit }: { sinceMs: number; limit: number },
): Promise<PublishRefusal[]> {
  return db.prisma.publishRefusal.findMany({
    where: { channelId, at: { gte: new Date(sinceMs) } },
    omit: { channelId: true },
    orderBy: [{ at: 'desc' }, { id: 'asc' }],
    take: limit,
  })
}
