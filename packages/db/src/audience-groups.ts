/** What P2P changes: how those in the swarm fared beside a control group of the same time that plays without it. */

import { z } from 'zod'
import { type TotalsPeriod, whereOf } from './analytics.ts'
import type { Database } from './database.ts'

export type GroupTotals = {
  playedMs: number
  stalledMs: number
  stalls: number
  /** stalledMs / (playedMs + stalledMs) */
  rebufferRatio: number | null
  /** The mean over those that started in the period, in milliseconds. */
  firstFrameMs: number | null
  /** The mean over the reports that had one. */
  latencyMs: number | null
}
export type GroupComparison = { swarm: GroupTotals; control: GroupTotals }

const groupRowsSchema = z.array(
  z.object({
    group: z.enum(['swarm', 'control']),
    playedMs: z.number(),
    stalledMs: z.number(),
    stalls: z.number(),
    rebufferRatio: z.number().nullable(),
    firstFrameMs: z.number().nullable(),
    latencyMs: z.number().nullable(),
  }),
)

/**
 * Of the slots alone in which the control group reported, so that both are heard of the same minutes of the same
 * broadcasts; null when there was none.
 */
export async function readGroups(db: Database, period: TotalsPeriod = {}): Promise<GroupComparison | null> {
  const within = whereOf(period)
  const rows = await db.prisma.$queryRaw`
    WITH compared AS (
      SELECT DISTINCT "broadcastId", "at" FROM "AudienceRollup"
      WHERE ${within} AND "group" = 'control' AND "playedMs" > 0
    )
    SELECT "group", sum("playedMs")::float8 AS "playedMs", sum("stalledMs")::float8 AS "stalledMs",
      sum("stalls")::float8 AS "stalls",
      (sum("stalledMs") / nullif(sum("playedMs") + sum("stalledMs"), 0))::float8 AS "rebufferRatio",
      (sum("firstFrameSumMs") / nullif(sum("firstFrameCount"), 0))::float8 AS "firstFrameMs",
      (sum("latencySumMs") / nullif(sum("latencyCount"), 0))::float8 AS "latencyMs"
    FROM "AudienceRollup" JOIN compared USING ("broadcastId", "at")
    WHERE "group" IN ('swarm', 'control')
    GROUP BY "group"`
  const groups = new Map(groupRowsSchema.parse(rows).map(({ group, ...totals }) => [group, totals]))
  const [swarm, control] = [groups.get('swarm'), groups.get('control')]
  return swarm && control ? { swarm, control } : null
}
