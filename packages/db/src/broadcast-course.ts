/**
 * How one broadcast went, over its time. Roll-ups get coarser with their age, by the hour; a broadcast of an hour would
 * be a handful of points the day after. So the course of each is kept, a while after its end, as fine as it is then.
 */

import { z } from 'zod'
import { type SeriesPoint, shareOf } from './analytics.ts'
import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'
import { slotMsAt } from './roll-up-tiers.ts'

const POINTS_AT_MOST = 180
/** After the end: by then the last reports are in, and an hour's broadcast still has its slots of ten seconds. */
const KEPT_AFTER_MS = 30 * 60_000
/** What ended longer ago and was not kept is coarse already. */
const KEPT_WITHIN_MS = 8 * 86_400_000

const pointSchema = z.object({
  /** When it starts, Unix milliseconds. */
  atMs: z.number(),
  /** The most at one time. */
  viewers: z.number(),
  originBytes: z.number(),
  peerBytes: z.number(),
  playedMs: z.number(),
  stalledMs: z.number(),
  /** Null where no player said. */
  latencyMs: z.number().nullable(),
  chatMessages: z.number(),
  /** Absent from what was kept before these two were. */
  firstFrameMs: z.number().nullable().optional(),
  measuredOriginBytes: z.number().optional(),
})
const courseSchema = z.object({
  /** Until its end, over the time in which somebody watched. */
  meanViewers: z.number(),
  /** The length of a point. */
  spanMs: z.number(),
  points: z.array(pointSchema),
})
export type BroadcastCourse = z.infer<typeof courseSchema>

/** `until` is the broadcast's end, or now. */
type Asked = { broadcastId: string; since: Date; until: Date }

/** What was kept of it, or else what the roll-ups say now. */
export async function readCourse(db: Database, asked: Asked): Promise<BroadcastCourse> {
  return (await readKept(db, asked.broadcastId)) ?? buildCourse(db, asked)
}

async function readKept(db: Database, broadcastId: string): Promise<BroadcastCourse | null> {
  const row = await db.prisma.broadcastCourse.findUnique({ where: { broadcastId } })
  const kept = courseSchema.safeParse(row?.values)
  return kept.success ? kept.data : null
}

/** What was kept of it as a chart's points; null where nothing was, or less than a chart shows. */
export async function readKeptSeries(
  db: Database,
  broadcastId: string,
): Promise<{ spanMs: number; points: SeriesPoint[] } | null> {
  const kept = await readKept(db, broadcastId)
  if (!kept) return null
  const points = kept.points.flatMap(({ firstFrameMs, measuredOriginBytes, chatMessages: _, ...point }) => {
    if (firstFrameMs === undefined || measuredOriginBytes === undefined) return []
    return [
      {
        ...point,
        firstFrameMs,
        measuredOriginBytes,
        offload: shareOf(point.peerBytes, point.originBytes + point.peerBytes),
      },
    ]
  })
  return points.length === kept.points.length ? { spanMs: kept.spanMs, points } : null
}

/** Keeps the course of each broadcast that ended and has none yet. Several may do so at once. Returns how many it kept. */
export async function keepCourses(
  db: Database,
  { nowMs, signal }: { nowMs: number; signal?: AbortSignal },
): Promise<number> {
  const ended = { lte: new Date(nowMs - KEPT_AFTER_MS), gt: new Date(nowMs - KEPT_WITHIN_MS) }
  const broadcasts = await db.prisma.broadcast.findMany({
    where: { state: 'ended', endedAt: ended, course: null },
    select: { id: true, startedAt: true, endedAt: true },
  })
  let kept = 0
  for (const { id: broadcastId, startedAt: since, endedAt } of broadcasts) {
    if (signal?.aborted) break
    const course = await buildCourse(db, { broadcastId, since, until: endedAt ?? since })
    const values = JSON.stringify(course)
    await db.prisma.$executeRaw`
      INSERT INTO "BroadcastCourse" ("broadcastId", "values")
      SELECT "id", ${values}::jsonb FROM "Broadcast" WHERE "id" = ${broadcastId}
      ON CONFLICT ("broadcastId") DO NOTHING`
    kept++
  }
  return kept
}

/** From the roll-ups. */
export async function buildCourse(
  db: Database,
  { broadcastId, since, until, atMost = POINTS_AT_MOST }: Asked & { atMost?: number },
): Promise<BroadcastCourse> {
  // what was made coarser with age carries the start of its wider slot
  const slotMs = slotMsAt(Date.now() - since.getTime())
  const startMs = Math.floor(since.getTime() / slotMs) * slotMs
  const slots = Math.max(1, Math.ceil((until.getTime() - startMs) / slotMs))
  const spanMs = Math.ceil(slots / atMost) * slotMs
  const period = {
    ...{ broadcastId, spanMs, end: until },
    ...{ start: new Date(startMs), until: new Date(startMs + slots * slotMs) },
  }
  const [meanViewers, points] = await Promise.all([readMeanViewers(db, period), readPoints(db, period)])
  return { meanViewers, spanMs, points }
}

/** Talk goes on after a broadcast, and is no part of its figures. */
export const saidBy = (end: Date) => Prisma.sql`"deletedAt" IS NULL AND "at" < ${end.toISOString()}::timestamp(3)`

/** `until` is the end of the last slot, `end` the broadcast's own, or now. */
type Period = { broadcastId: string; start: Date; until: Date; spanMs: number; end: Date }

async function readMeanViewers(db: Database, { broadcastId, end }: Period): Promise<number> {
  const rows = await db.prisma.$queryRaw`
    SELECT coalesce(avg("viewers") FILTER (WHERE "viewers" > 0), 0)::float8 AS "mean"
    FROM (
      SELECT sum("viewers") AS "viewers" FROM "ViewerRollup"
      WHERE "broadcastId" = ${broadcastId} AND "at" < ${end.toISOString()}::timestamp(3) GROUP BY "at"
    ) slot`
  return z.tuple([z.object({ mean: z.number() })]).parse(rows)[0].mean
}

async function readPoints(db: Database, { broadcastId, start, until, spanMs, end }: Period) {
  const from = Prisma.sql`${start.toISOString()}::timestamp(3)`
  const to = Prisma.sql`${until.toISOString()}::timestamp(3)`
  const span = Prisma.sql`${spanMs / 1000} * interval '1 second'`
  const within = Prisma.sql`"broadcastId" = ${broadcastId} AND "at" >= ${from} AND "at" < ${to}`
  const rows = await db.prisma.$queryRaw`
    WITH point AS (
      SELECT "at" FROM generate_series(${from}, ${to} - interval '1 millisecond', ${span}) AS "at"
    ), slot AS (
      SELECT "at", sum("viewers") AS "viewers" FROM "ViewerRollup" WHERE ${within} GROUP BY "at"
    ), watched AS (
      SELECT date_bin(${span}, "at", ${from}) AS "at", max("viewers") AS "viewers" FROM slot GROUP BY 1
    ), claimed AS (
      SELECT date_bin(${span}, "at", ${from}) AS "at", sum("originBytes") AS "originBytes",
        sum("peerBytes") AS "peerBytes", sum("playedMs") AS "playedMs", sum("stalledMs") AS "stalledMs",
        sum("latencySumMs") / nullif(sum("latencyCount"), 0) AS "latencyMs",
        sum("firstFrameSumMs") / nullif(sum("firstFrameCount"), 0) AS "firstFrameMs"
      FROM "AudienceRollup" WHERE ${within} GROUP BY 1
    ), served AS (
      SELECT date_bin(${span}, "at", ${from}) AS "at", sum("firstBytes" + "repeatBytes") AS "bytes"
      FROM "OriginRollup" WHERE ${within} GROUP BY 1
    ), said AS (
      SELECT date_bin(${span}, "at", ${from}) AS "at", count(*) AS "messages"
      FROM "ChatMessage" WHERE ${within} AND ${saidBy(end)} GROUP BY 1
    )
    SELECT (extract(epoch FROM point."at") * 1000)::float8 AS "atMs",
      coalesce(watched."viewers", 0)::float8 AS "viewers",
      coalesce(claimed."originBytes", 0)::float8 AS "originBytes",
      coalesce(claimed."peerBytes", 0)::float8 AS "peerBytes",
      coalesce(claimed."playedMs", 0)::float8 AS "playedMs",
      coalesce(claimed."stalledMs", 0)::float8 AS "stalledMs",
      claimed."latencyMs"::float8 AS "latencyMs", claimed."firstFrameMs"::float8 AS "firstFrameMs",
      coalesce(served."bytes", 0)::float8 AS "measuredOriginBytes",
      coalesce(said."messages", 0)::float8 AS "chatMessages"
    FROM point LEFT JOIN watched USING ("at") LEFT JOIN claimed USING ("at") LEFT JOIN served USING ("at")
    LEFT JOIN said USING ("at")
    ORDER BY point."at"`
  return z.array(pointSchema).parse(rows)
}
