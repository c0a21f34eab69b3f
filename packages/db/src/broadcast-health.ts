/** How broadcasts do, as of a moment ago: one row each, written over and over while it goes on. */

import { type BroadcastHealth, broadcastHealthSchema } from '@shoal/protocol/broadcast-health'
import type { Database } from './database.ts'

/** Does nothing where there is no such broadcast yet. */
export async function writeBroadcastHealth(
  db: Database,
  { broadcastId, at, health }: { broadcastId: string; at: Date; health: BroadcastHealth },
): Promise<void> {
  const values = JSON.stringify(health)
  await db.prisma.$executeRaw`
    INSERT INTO "BroadcastHealth" ("broadcastId", "at", "values")
    SELECT "id", ${at.toISOString()}::timestamp(3), ${values}::jsonb FROM "Broadcast" WHERE "id" = ${broadcastId}
    ON CONFLICT ("broadcastId") DO UPDATE SET "at" = excluded."at", "values" = excluded."values"`
}

export type MeasuredHealth = BroadcastHealth & { atMs: number }

/** Null where nothing was measured yet. */
export async function readBroadcastHealth(db: Database, broadcastId: string): Promise<MeasuredHealth | null> {
  const row = await db.prisma.broadcastHealth.findUnique({ where: { broadcastId } })
  const health = broadcastHealthSchema.safeParse(row?.values)
  return row && health.success ? { ...health.data, atMs: row.at.getTime() } : null
}

/** Of every broadcast that goes on, by its id. */
export async function currentHealth(db: Database): Promise<Map<string, MeasuredHealth>> {
  const rows = await db.prisma.broadcastHealth.findMany({ where: { broadcast: { state: { not: 'ended' } } } })
  return new Map(
    rows.flatMap(({ broadcastId, at, values }) => {
      const health = broadcastHealthSchema.safeParse(values)
      return health.success ? [[broadcastId, { ...health.data, atMs: at.getTime() }] as const] : []
    }),
  )
}
