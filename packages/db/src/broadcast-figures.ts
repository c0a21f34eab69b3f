/** One broadcast's figures over its whole time, for the page of a past broadcast: few, wide points and sums. */

import { z } from 'zod'
import { readTotals, type Totals } from './analytics.ts'
import { type BroadcastCourse, readCourse, saidBy } from './broadcast-course.ts'
import type { Database } from './database.ts'

export type BroadcastFigures = BroadcastCourse & {
  totals: Totals
  /** At one time, of the broadcast or of its recording. */
  peakViewers: number
  /** Viewer sessions, and how long they lasted; null where nothing was told of them. */
  sessions: { started: number; meanMs: number | null } | null
  firstFrameMs: number | null
  chatMessages: number
  /** Media seconds that viewers played of each rung, the most first. */
  rungs: { rung: string; seconds: number }[]
}

const rungsSchema = z.array(z.object({ rung: z.string(), seconds: z.number() }))
const wholeSchema = z.tuple([
  z.object({
    ...{ peakViewers: z.number(), firstFrameMs: z.number().nullable(), chatMessages: z.number() },
    ...{ sessions: z.number().nullable(), endedSessions: z.number().nullable(), sessionMs: z.number().nullable() },
  }),
])

/** `until` is the broadcast's end, or now. */
export async function readBroadcastFigures(
  db: Database,
  { broadcastId, since, until }: { broadcastId: string; since: Date; until: Date },
): Promise<BroadcastFigures> {
  const [totals, [whole], rungs, course] = await Promise.all([
    readTotals(db, { broadcastId }),
    readWhole(db, { broadcastId, end: until }),
    readRungs(db, broadcastId),
    readCourse(db, { broadcastId, since, until }),
  ])
  const { peakViewers, firstFrameMs, chatMessages } = whole
  const meanMs = whole.endedSessions ? (whole.sessionMs ?? 0) / whole.endedSessions : null
  const sessions = whole.sessions === null ? null : { started: whole.sessions, meanMs }
  return { ...course, totals, peakViewers, sessions, firstFrameMs, chatMessages, rungs }
}

async function readWhole(db: Database, { broadcastId, end }: { broadcastId: string; end: Date }) {
  const rows = await db.prisma.$queryRaw`
    WITH slot AS (
      SELECT sum("viewers") AS "viewers" FROM "ViewerRollup" WHERE "broadcastId" = ${broadcastId} GROUP BY "at"
    ), slice AS (
      SELECT sum("sessionsStarted") AS "started", sum("sessionsEnded") AS "ended", sum("sessionSumMs") AS "ms"
      FROM "AudienceSlice" WHERE "broadcastId" = ${broadcastId}
    ), audience AS (
      SELECT sum("firstFrameSumMs") / nullif(sum("firstFrameCount"), 0) AS "firstFrameMs"
      FROM "AudienceRollup" WHERE "broadcastId" = ${broadcastId}
    )
    SELECT coalesce((SELECT max("viewers") FROM slot), 0)::float8 AS "peakViewers",
      audience."firstFrameMs"::float8 AS "firstFrameMs", slice."started"::float8 AS "sessions",
      slice."ended"::float8 AS "endedSessions", slice."ms"::float8 AS "sessionMs",
      (SELECT count(*) FROM "ChatMessage" WHERE "broadcastId" = ${broadcastId} AND ${saidBy(end)})::float8
        AS "chatMessages"
    FROM slice, audience`
  return wholeSchema.parse(rows)
}

async function readRungs(db: Database, broadcastId: string): Promise<{ rung: string; seconds: number }[]> {
  const rows = await db.prisma.$queryRaw`
    SELECT "rung", sum("mediaSeconds")::float8 AS "seconds" FROM "AudienceRollup"
    WHERE "broadcastId" = ${broadcastId} GROUP BY "rung" HAVING sum("mediaSeconds") > 0 ORDER BY 2 DESC, 1`
  return rungsSchema.parse(rows)
}
