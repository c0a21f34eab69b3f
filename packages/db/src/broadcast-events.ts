/**
 * Events of broadcasts. They are written by the statement that changes the state, and only where it really changes:
 * a write that is sent again makes no second event, and a change without its event cannot be.
 */

import type { BroadcastEventKind } from '@shoal/protocol/broadcast-event'
import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'

/**
 * None of another server's broadcasts, which begin here whenever somebody comes to watch.
 * @param changed an UPDATE that returns the `id` of each broadcast it changed
 */
export async function changeWithEvent(
  db: Database,
  { changed, kind, at }: { changed: Prisma.Sql; kind: BroadcastEventKind; at: Date },
): Promise<number> {
  return await db.prisma.$executeRaw`
    WITH "changed" AS (${changed})
    INSERT INTO "BroadcastEvent" ("broadcastId", "kind", "at")
    SELECT "changed"."id", ${kind}, ${timestamp(at)} FROM "changed"
    JOIN "Broadcast" broadcast ON broadcast."id" = "changed"."id"
    JOIN "Channel" channel ON channel."id" = broadcast."channelId"
    WHERE channel."elsewhere" IS NULL`
}

/** As the tables have it: UTC, to the millisecond. */
export function timestamp(at: Date): Prisma.Sql {
  return Prisma.sql`${at.toISOString()}::timestamp(3)`
}
