/** Who watches now, as the newest slots say. */

import { z } from 'zod'
import { type TotalsPeriod, whereOf } from './analytics.ts'
import type { Database } from './database.ts'

const presentSchema = z.array(z.object({ viewers: z.number() }))

/** Who is there: of each broadcast those of its newest slot since then in which somebody watched. */
export async function readPresentViewers(db: Database, period: TotalsPeriod & { since: Date }): Promise<number> {
  const rows = await db.prisma.$queryRaw`
    SELECT coalesce(sum("viewers"), 0)::float8 AS "viewers"
    FROM (
      SELECT DISTINCT ON ("broadcastId") sum("viewers") AS "viewers"
      FROM "ViewerRollup" WHERE ${whereOf(period)} AND "viewers" > 0
      GROUP BY "broadcastId", "at" ORDER BY "broadcastId", "at" DESC
    ) newest`
  return presentSchema.parse(rows)[0]?.viewers ?? 0
}

const swarmRowsSchema = z.array(z.object({ viewers: z.number(), uplinkRatio: z.number().nullable() }))

/** Who watched in the newest slot since then in which somebody did, and their mean uplink where it is known. */
export async function readSwarmSize(
  db: Database,
  { broadcastId, since }: { broadcastId: string; since: Date },
): Promise<{ viewers: number; uplinkRatio: number | null }> {
  const rows = await db.prisma.$queryRaw`
    SELECT sum("viewers")::float8 AS "viewers",
      (sum("uplinkRatio" * "viewers") FILTER (WHERE "uplinkRatio" > 0)
        / nullif(sum("viewers") FILTER (WHERE "uplinkRatio" > 0), 0))::float8 AS "uplinkRatio"
    FROM "ViewerRollup" WHERE ${whereOf({ broadcastId, since })} AND "viewers" > 0
    GROUP BY "at" ORDER BY "at" DESC LIMIT 1`
  return swarmRowsSchema.parse(rows)[0] ?? { viewers: 0, uplinkRatio: null }
}
