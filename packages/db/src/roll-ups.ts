/** Ten-second sums: what the origin served, what players said, how many watched. Added to here, and read as totals. */

import { z } from 'zod'
import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'
import { buildUpsert, type Columns } from './roll-up-upsert.ts'

/** The length of a slot. Its rows carry the time that it starts at. */
export const SLOT_MS = 10_000

const ROWS_PER_STATEMENT = 500

const rungSlot = { broadcastId: 'text', epoch: 'integer', rung: 'text', at: 'timestamp(3)' } satisfies Columns
const groupSlot = { ...rungSlot, group: 'text' } satisfies Columns
const trackerSlot = { broadcastId: 'text', at: 'timestamp(3)', tracker: 'text' } satisfies Columns

const originCounters = {
  firstBytes: 'bigint',
  repeatBytes: 'bigint',
  initBytes: 'bigint',
  playlistBytes: 'bigint',
  /** Rewind and recordings, whole answers: nobody shares those, so they are no part of live offload. */
  pastBytes: 'bigint',
  requests: 'integer',
  producedBytes: 'bigint',
  producedSeconds: 'double precision',
} satisfies Columns

const audienceCounters = {
  originBytes: 'bigint',
  peerBytes: 'bigint',
  mediaSeconds: 'double precision',
  uploadedBytes: 'bigint',
  playedMs: 'bigint',
  stalledMs: 'bigint',
  stalls: 'integer',
  rejectedSegments: 'integer',
  reports: 'integer',
  latencySumMs: 'bigint',
  latencyCount: 'integer',
  firstFrameSumMs: 'bigint',
  firstFrameCount: 'integer',
} satisfies Columns

type RungSlot = {
  broadcastId: string
  epoch: number
  rung: string
  /** Any time within the slot. */
  at: Date
}
/** Counters that are left out count as 0; bytes and milliseconds are whole numbers. */
export type OriginRollupRow = RungSlot & { [counter in keyof typeof originCounters]?: number }
export type AudienceRollupRow = RungSlot & { group?: AudienceGroup } & {
  [counter in keyof typeof audienceCounters]?: number
}
/** `apart` are those that have no P2P for another reason than chance: they are compared with nobody. */
export type AudienceGroup = 'swarm' | 'control' | 'apart'
export type ViewerRollupRow = {
  broadcastId: string
  at: Date
  /** Which tracker counted: those of several add up. */
  tracker?: string
  /** The most at one time: of two rows of one tracker for a slot, the larger stays. */
  viewers?: number
  droppedReports?: number
}

const addOrigin = buildUpsert({ table: 'OriginRollup', keys: rungSlot, sums: originCounters })
const addAudience = buildUpsert({ table: 'AudienceRollup', keys: groupSlot, sums: audienceCounters })
const addViewers = buildUpsert({
  table: 'ViewerRollup',
  keys: trackerSlot,
  sums: { droppedReports: 'integer' },
  peaks: { viewers: 'integer' },
})

/** The slot of ten seconds in which a broadcast's encoder made something for the last time; null when it never did. */
export async function lastProducedAt(db: Database, broadcastId: string): Promise<Date | null> {
  const { _max } = await db.prisma.originRollup.aggregate({
    where: { broadcastId, producedBytes: { gt: 0 } },
    _max: { at: true },
  })
  return _max.at
}

export function addOriginRollups(db: Database, rows: readonly OriginRollupRow[]): Promise<void> {
  return addRows(db, addOrigin, rows)
}

export function addAudienceRollups(db: Database, rows: readonly AudienceRollupRow[]): Promise<void> {
  const ofGroups = rows.map((row) => ({ ...row, group: row.group ?? 'swarm' }))
  return addRows(db, addAudience, ofGroups)
}

export function addViewerRollups(db: Database, rows: readonly ViewerRollupRow[]): Promise<void> {
  const ofTrackers = rows.map((row) => ({ ...row, tracker: row.tracker ?? '' }))
  return addRows(db, addViewers, ofTrackers)
}

async function addRows(db: Database, statement: string, rows: readonly { at: Date }[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    const batch = rows.slice(from, from + ROWS_PER_STATEMENT).map((row) => ({ ...row, at: startOfSlot(row.at) }))
    await db.prisma.$executeRawUnsafe(statement, JSON.stringify(batch))
  }
}

function startOfSlot(at: Date): Date {
  return new Date(Math.floor(at.getTime() / SLOT_MS) * SLOT_MS)
}

/** Of everything, or of one broadcast, or from the slot of `since` on. */
export type TotalsPeriod = { broadcastId?: string | undefined; since?: Date | undefined }

export type Totals = {
  /** What players said. */
  claimed: { originBytes: number; peerBytes: number; offload: number | null }
  measured: {
    /** Bytes of segments that left the origin, first fetches and repeated ones. */
    originBytes: number
    /** Media seconds that reached decoders, at the bytes a second that the encoder made of each rung. */
    deliveredBytes: number
    /** 1 − originBytes / deliveredBytes. Below 0 when the origin sent more than was played. */
    offload: number | null
    playlistAndInitBytes: number
    /** Rewind and recordings, which are in none of the figures above. */
    pastBytes: number
  }
  uploadedBytes: number
  playedMs: number
  stalledMs: number
  stalls: number
  rejectedSegments: number
  droppedReports: number
  /** The mean over the reports that had one. */
  latencyMs: number | null
}

const totalsRowsSchema = z.tuple([
  z.object({
    claimedOriginBytes: z.number(),
    peerBytes: z.number(),
    originBytes: z.number(),
    deliveredBytes: z.number(),
    playlistAndInitBytes: z.number(),
    pastBytes: z.number(),
    uploadedBytes: z.number(),
    playedMs: z.number(),
    stalledMs: z.number(),
    stalls: z.number(),
    rejectedSegments: z.number(),
    droppedReports: z.number(),
    latencyMs: z.number().nullable(),
  }),
])

export async function readTotals(db: Database, period: TotalsPeriod = {}): Promise<Totals> {
  const within = whereOf(period)
  const rows = await db.prisma.$queryRaw`
    WITH audience AS (
      SELECT "broadcastId", "epoch", "rung", sum("originBytes") AS "originBytes", sum("peerBytes") AS "peerBytes",
        sum("mediaSeconds") AS "mediaSeconds", sum("uploadedBytes") AS "uploadedBytes", sum("playedMs") AS "playedMs",
        sum("stalledMs") AS "stalledMs", sum("stalls") AS "stalls", sum("rejectedSegments") AS "rejectedSegments",
        sum("latencySumMs") AS "latencySumMs", sum("latencyCount") AS "latencyCount"
      FROM "AudienceRollup" WHERE ${within} GROUP BY "broadcastId", "epoch", "rung"
    ), origin AS (
      SELECT "broadcastId", "epoch", "rung", sum("firstBytes" + "repeatBytes") AS "segmentBytes",
        sum("initBytes" + "playlistBytes") AS "otherBytes", sum("pastBytes") AS "pastBytes",
        sum("producedBytes") / nullif(sum("producedSeconds"), 0) AS "bytesPerSecond"
      FROM "OriginRollup" WHERE ${within} GROUP BY "broadcastId", "epoch", "rung"
    ), delivered AS (
      SELECT sum(audience."mediaSeconds" * coalesce(origin."bytesPerSecond", rung."averageBandwidth" / 8.0, 0)) AS "bytes"
      FROM audience
      LEFT JOIN origin USING ("broadcastId", "epoch", "rung")
      LEFT JOIN "Rung" rung ON rung."broadcastId" = audience."broadcastId" AND rung."epoch" = audience."epoch"
        AND rung."name" = audience."rung"
    ), claimed AS (
      SELECT sum("originBytes") AS "originBytes", sum("peerBytes") AS "peerBytes",
        sum("uploadedBytes") AS "uploadedBytes", sum("playedMs") AS "playedMs", sum("stalledMs") AS "stalledMs",
        sum("stalls") AS "stalls", sum("rejectedSegments") AS "rejectedSegments",
        sum("latencySumMs") / nullif(sum("latencyCount"), 0) AS "latencyMs"
      FROM audience
    ), served AS (
      SELECT sum("segmentBytes") AS "segmentBytes", sum("otherBytes") AS "otherBytes", sum("pastBytes") AS "pastBytes"
      FROM origin
    ), dropped AS (
      SELECT sum("droppedReports") AS "reports" FROM "ViewerRollup" WHERE ${within}
    )
    SELECT coalesce(claimed."originBytes", 0)::float8 AS "claimedOriginBytes",
      coalesce(claimed."peerBytes", 0)::float8 AS "peerBytes",
      coalesce(served."segmentBytes", 0)::float8 AS "originBytes",
      coalesce(delivered."bytes", 0)::float8 AS "deliveredBytes",
      coalesce(served."otherBytes", 0)::float8 AS "playlistAndInitBytes",
      coalesce(served."pastBytes", 0)::float8 AS "pastBytes",
      coalesce(claimed."uploadedBytes", 0)::float8 AS "uploadedBytes",
      coalesce(claimed."playedMs", 0)::float8 AS "playedMs",
      coalesce(claimed."stalledMs", 0)::float8 AS "stalledMs",
      coalesce(claimed."stalls", 0)::float8 AS "stalls",
      coalesce(claimed."rejectedSegments", 0)::float8 AS "rejectedSegments",
      coalesce(dropped."reports", 0)::float8 AS "droppedReports",
      claimed."latencyMs"::float8 AS "latencyMs"
    FROM claimed, served, delivered, dropped`
  const [{ claimedOriginBytes, peerBytes, originBytes, deliveredBytes, playlistAndInitBytes, pastBytes, ...rest }] =
    totalsRowsSchema.parse(rows)
  return {
    claimed: {
      originBytes: claimedOriginBytes,
      peerBytes,
      offload: shareOf(peerBytes, claimedOriginBytes + peerBytes),
    },
    measured: {
      originBytes,
      deliveredBytes,
      offload: shareOf(deliveredBytes - originBytes, deliveredBytes),
      playlistAndInitBytes,
      pastBytes,
    },
    ...rest,
  }
}

export type SeriesPoint = {
  /** When the slot starts, Unix milliseconds. */
  atMs: number
  viewers: number
  /** Claimed, as is `offload`. */
  originBytes: number
  peerBytes: number
  offload: number | null
  measuredOriginBytes: number
  stalledMs: number
  playedMs: number
}

const seriesRowsSchema = z.array(
  z.object({
    atMs: z.number(),
    viewers: z.number(),
    originBytes: z.number(),
    peerBytes: z.number(),
    measuredOriginBytes: z.number(),
    stalledMs: z.number(),
    playedMs: z.number(),
  }),
)

/** One point per slot from that of `since` to the last that starts before `until`, empty ones too. */
export async function readSeries(
  db: Database,
  { broadcastId, since, until }: { broadcastId?: string | undefined; since: Date; until: Date },
): Promise<SeriesPoint[]> {
  const within = Prisma.sql`${whereOf({ broadcastId, since })} AND "at" < ${until.toISOString()}::timestamp(3)`
  const rows = await db.prisma.$queryRaw`
    WITH slot AS (
      SELECT "at" FROM generate_series(
        ${startOfSlot(since).toISOString()}::timestamp(3),
        ${until.toISOString()}::timestamp(3) - interval '1 millisecond',
        interval '10 seconds'
      ) AS "at"
    ), watched AS (
      SELECT "at", sum("viewers") AS "viewers" FROM "ViewerRollup" WHERE ${within} GROUP BY "at"
    ), claimed AS (
      SELECT "at", sum("originBytes") AS "originBytes", sum("peerBytes") AS "peerBytes",
        sum("stalledMs") AS "stalledMs", sum("playedMs") AS "playedMs"
      FROM "AudienceRollup" WHERE ${within} GROUP BY "at"
    ), served AS (
      SELECT "at", sum("firstBytes" + "repeatBytes") AS "bytes" FROM "OriginRollup" WHERE ${within} GROUP BY "at"
    )
    SELECT (extract(epoch FROM slot."at") * 1000)::float8 AS "atMs",
      coalesce(watched."viewers", 0)::float8 AS "viewers",
      coalesce(claimed."originBytes", 0)::float8 AS "originBytes",
      coalesce(claimed."peerBytes", 0)::float8 AS "peerBytes",
      coalesce(served."bytes", 0)::float8 AS "measuredOriginBytes",
      coalesce(claimed."stalledMs", 0)::float8 AS "stalledMs",
      coalesce(claimed."playedMs", 0)::float8 AS "playedMs"
    FROM slot
    LEFT JOIN watched USING ("at") LEFT JOIN claimed USING ("at") LEFT JOIN served USING ("at")
    ORDER BY slot."at"`
  return seriesRowsSchema
    .parse(rows)
    .map((point) => ({ ...point, offload: shareOf(point.peerBytes, point.originBytes + point.peerBytes) }))
}

export function whereOf({ broadcastId, since }: TotalsPeriod): Prisma.Sql {
  const ofBroadcast = broadcastId === undefined ? Prisma.sql`true` : Prisma.sql`"broadcastId" = ${broadcastId}`
  if (since === undefined) return ofBroadcast
  return Prisma.sql`${ofBroadcast} AND "at" >= ${startOfSlot(since).toISOString()}::timestamp(3)`
}

function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
