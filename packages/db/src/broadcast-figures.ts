/** One broadcast's figures over its whole time, for the page of a past broadcast: few, wide points and sums. */

import { z } from 'zod'
import { readTotals, type Totals } from './analytics.ts'
import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'
import { slotMsAt } from './roll-up-tiers.ts'

export type BroadcastPoint = {
  /** When it starts, Unix milliseconds. */
  atMs: number
  /** The most at one time. */
  viewers: number
  originBytes: number
  peerBytes: number
  playedMs: number
  stalledMs: number
  /** Null where no player said. */
  latencyMs: number | null
  chatMessages: number
}

export type BroadcastFigures = {
  totals: Totals
  peakViewers: number
  /** Over the time in which somebody watched. */
  meanViewers: number
  /** Viewer sessions, and how long they lasted; null where nothing was told of them. */
  sessions: { started: number; meanMs: number | null } | null
  firstFrameMs: number | null
  chatMessages: number
  /** Media seconds that viewers played of each rung, the most first. */
  rungs: { rung: string; seconds: number }[]
  /** The length of a point. */
  spanMs: number
  points: BroadcastPoint[]
}

const pointsSchema = z.array(
  z.object({
    ...{ atMs: z.number(), viewers: z.number(), originBytes: z.number(), peerBytes: z.number() },
    ...{ playedMs: z.number(), stalledMs: z.number(), latencyMs: z.number().nullable(), chatMessages: z.number() },
  }),
)
const rungsSchema = z.array(z.object({ rung: z.string(), seconds: z.number() }))
const wholeSchema = z.tuple([
  z.object({
    ...{ peakViewers: z.number(), meanViewers: z.number(), firstFrameMs: z.number().nullable() },
    ...{ sessions: z.number().nullable(), endedSessions: z.number().nullable(), sessionMs: z.number().nullable() },
    chatMessages: z.number(),
  }),
])

export async function readBroadcastFigures(
  db: Database,
  { broadcastId, since, until, atMost }: { broadcastId: string; since: Date; until: Date; atMost: number },
): Promise<BroadcastFigures> {
  // what was made coarser with age carries the start of its wider slot
  const slotMs = slotMsAt(Date.now() - since.getTime())
  const startMs = Math.floor(since.getTime() / slotMs) * slotMs
  const slots = Math.max(1, Math.ceil((until.getTime() - startMs) / slotMs))
  const spanMs = Math.ceil(slots / atMost) * slotMs
  const period = {
    ...{ broadcastId, spanMs, end: until },
    ...{ start: new Date(startMs), until: new Date(startMs + slots * slotMs) },
  }
  const [totals, [whole], rungs, points] = await Promise.all([
    readTotals(db, { broadcastId }),
    readWhole(db, period),
    readRungs(db, broadcastId),
    readPoints(db, period),
  ])
  const { peakViewers, meanViewers, firstFrameMs, chatMessages } = whole
  const meanMs = whole.endedSessions ? (whole.sessionMs ?? 0) / whole.endedSessions : null
  const sessions = whole.sessions === null ? null : { started: whole.sessions, meanMs }
  return { totals, peakViewers, meanViewers, sessions, firstFrameMs, chatMessages, rungs, spanMs, points }
}

/** `until` is the end of the last slot, `end` the broadcast's own, or now. */
type Period = { broadcastId: string; start: Date; until: Date; spanMs: number; end: Date }

/** Talk goes on after a broadcast, and is no part of its figures. */
const saidBy = (end: Date) => Prisma.sql`"deletedAt" IS NULL AND "at" < ${end.toISOString()}::timestamp(3)`

async function readPoints(db: Database, { broadcastId, start, until, spanMs, end }: Period): Promise<BroadcastPoint[]> {
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
        sum("latencySumMs") / nullif(sum("latencyCount"), 0) AS "latencyMs"
      FROM "AudienceRollup" WHERE ${within} GROUP BY 1
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
      claimed."latencyMs"::float8 AS "latencyMs",
      coalesce(said."messages", 0)::float8 AS "chatMessages"
    FROM point LEFT JOIN watched USING ("at") LEFT JOIN claimed USING ("at") LEFT JOIN said USING ("at")
    ORDER BY point."at"`
  return pointsSchema.parse(rows)
}

async function readWhole(db: Database, { broadcastId, end }: Pick<Period, 'broadcastId' | 'end'>) {
  const rows = await db.prisma.$queryRaw`
    WITH slot AS (
      SELECT "at", sum("viewers") AS "viewers" FROM "ViewerRollup" WHERE "broadcastId" = ${broadcastId} GROUP BY "at"
    ), slice AS (
      SELECT sum("sessionsStarted") AS "started", sum("sessionsEnded") AS "ended", sum("sessionSumMs") AS "ms"
      FROM "AudienceSlice" WHERE "broadcastId" = ${broadcastId}
    ), audience AS (
      SELECT sum("firstFrameSumMs") / nullif(sum("firstFrameCount"), 0) AS "firstFrameMs"
      FROM "AudienceRollup" WHERE "broadcastId" = ${broadcastId}
    )
    SELECT coalesce((SELECT max("viewers") FROM slot), 0)::float8 AS "peakViewers",
      coalesce((SELECT avg("viewers") FROM slot WHERE "viewers" > 0), 0)::float8 AS "meanViewers",
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
