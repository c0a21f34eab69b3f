/** What P2P changes: how those in the swarm fared beside a control group of the same time that plays without it. */

import { z } from 'zod'
import { type TotalsPeriod, whereOf } from './analytics.ts'
import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'

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

const COUNTED = [
  'playedMs',
  'stalledMs',
  'stalls',
  'firstFrameSumMs',
  'firstFrameCount',
  'latencySumMs',
  'latencyCount',
]

/** Of one slot; as floating point, which sums up several times faster. */
const sumsOf = (group: 'swarm' | 'control') =>
  Prisma.raw(
    COUNTED.map((name) => `sum("${name}"::float8) FILTER (WHERE "group" = '${group}') AS "${group} ${name}"`).join(
      ', ',
    ),
  )
const totalOf = (group: 'swarm' | 'control') =>
  Prisma.raw(
    `'${group}' AS "group", ${COUNTED.map((name) => `sum("${group} ${name}") AS "${name}"`).join(', ')} FROM slot`,
  )

/**
 * Of the slots alone in which the control group reported, so that both are heard of the same minutes of the same
 * broadcasts; null when there was none.
 */
export async function readGroups(db: Database, period: TotalsPeriod = {}): Promise<GroupComparison | null> {
  const rows = await db.prisma.$queryRaw`
    WITH slot AS (
      SELECT ${sumsOf('swarm')}, ${sumsOf('control')}
      FROM "AudienceRollup" WHERE ${whereOf(period)} GROUP BY "broadcastId", "at"
      HAVING sum("playedMs") FILTER (WHERE "group" = 'control') > 0
    ), compared AS (SELECT ${totalOf('swarm')} UNION ALL SELECT ${totalOf('control')})
    SELECT "group", "playedMs", "stalledMs", "stalls",
      "stalledMs" / nullif("playedMs" + "stalledMs", 0) AS "rebufferRatio",
      "firstFrameSumMs" / nullif("firstFrameCount", 0) AS "firstFrameMs",
      "latencySumMs" / nullif("latencyCount", 0) AS "latencyMs"
    FROM compared WHERE "playedMs" IS NOT NULL`
  const groups = new Map(groupRowsSchema.parse(rows).map(({ group, ...totals }) => [group, totals]))
  const [swarm, control] = [groups.get('swarm'), groups.get('control')]
  return swarm && control ? { swarm, control } : null
}
