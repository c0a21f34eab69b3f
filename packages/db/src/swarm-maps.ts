/** Who gives to whom in live swarms: one row a broadcast, as of a moment ago. */

import { type SwarmMap, swarmMapSchema } from '@shoal/protocol/swarm-map'
import type { Database } from './database.ts'

/** A tracker with fewer viewers of the broadcast does not write over what one with more wrote so recently. */
const FRESH_MS = 12_000

export async function writeSwarmMaps(
  db: Database,
  maps: readonly { broadcastId: string; map: SwarmMap }[],
  at: Date,
): Promise<void> {
  if (maps.length === 0) return
  const rows = maps.map(({ broadcastId, map }) => ({ broadcastId, map }))
  // joined, because a broadcast may have been deleted with its channel meanwhile
  await db.prisma.$executeRaw`
    INSERT INTO "SwarmMap" ("broadcastId", "at", "values")
    SELECT added."broadcastId", ${at.toISOString()}::timestamp(3), added."map"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS added("broadcastId" text, "map" jsonb)
    JOIN "Broadcast" ON "Broadcast"."id" = added."broadcastId"
    ORDER BY added."broadcastId"
    ON CONFLICT ("broadcastId") DO UPDATE SET "at" = EXCLUDED."at", "values" = EXCLUDED."values"
    WHERE "SwarmMap"."at" < EXCLUDED."at" - make_interval(secs => ${FRESH_MS / 1000})
      OR ("SwarmMap"."values" ->> 'viewers')::integer <= (EXCLUDED."values" ->> 'viewers')::integer
      OR ("SwarmMap"."values" ->> 'tracker') IS NOT DISTINCT FROM (EXCLUDED."values" ->> 'tracker')`
}

export async function readSwarmMap(db: Database, broadcastId: string): Promise<{ at: Date; map: SwarmMap } | null> {
  const row = await db.prisma.swarmMap.findUnique({ where: { broadcastId } })
  const map = swarmMapSchema.safeParse(row?.values)
  return row && map.success ? { at: row.at, map: map.data } : null
}
