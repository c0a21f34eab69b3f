/** What roll-ups say of a time: totals, by broadcast and rung, and over the time. Bytes and milliseconds are plain numbers. */

import { z } from 'zod'
import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'
import { SLOT_MS, startOfSlot } from './roll-ups.ts'

/** Of everything, or of some broadcasts; from the slot of `since` on, and up to the last that starts before `until`. */
export type TotalsPeriod = {
  broadcastId?: string | undefined
  /** Of all broadcasts of these channels; an empty list is of nothing. */
  channelIds?: readonly string[] | undefined
  since?: Date | undefined
  until?: Date | undefined
}

/** One rung of one ladder of one broadcast: what its viewers said, beside what the origin measured. */
export type RungTotals = {
  broadcastId: string
  epoch: number
  rung: string
  /** Claimed, as is all but the last three. */
  originBytes: number
  peerBytes: number
  mediaSeconds: number
  uploadedBytes: number
  playedMs: number
  stalledMs: number
  stalls: number
  rejectedSegments: number
  latencySumMs: number
  latencyCount: number
  firstFrameSumMs: number
  firstFrameCount: number
  /** Bytes of segments that left the origin, then of everything beside them, then of rewind and recordings. */
  servedBytes: number
  otherBytes: number
  pastBytes: number
  /**
   * Media seconds that reached decoders, at the bytes a second of what the origin served: all that is watched comes
   * from there once, and where nobody gives anything both ends are equal. At what the encoder made where it served nothing.
   */
  deliveredBytes: number
}

const rungTotalsSchema = z.array(
  z.object({
    broadcastId: z.string(),
    epoch: z.int(),
    rung: z.string(),
    originBytes: z.number(),
    peerBytes: z.number(),
    mediaSeconds: z.number(),
    uploadedBytes: z.number(),
    playedMs: z.number(),
    stalledMs: z.number(),
    stalls: z.number(),
    rejectedSegments: z.number(),
    latencySumMs: z.number(),
    latencyCount: z.number(),
    firstFrameSumMs: z.number(),
    firstFrameCount: z.number(),
    servedBytes: z.number(),
    otherBytes: z.number(),
    pastBytes: z.number(),
    deliveredBytes: z.number(),
  }),
)

/** As floating point, which sums up several times faster than the arbitrary precision that sums of bigint have. */
const sum = (...columns: string[]) =>
  Prisma.raw(columns.map((name) => `sum("${name}"::float8) AS "${name}"`).join(', '))
const orZero = (table: string, ...columns: string[]) =>
  Prisma.raw(columns.map((name) => `coalesce(${table}."${name}", 0)::float8 AS "${name}"`).join(', '))

const CLAIMED = [
  ...['originBytes', 'peerBytes', 'mediaSeconds', 'uploadedBytes', 'playedMs', 'stalledMs', 'stalls'],
  ...['rejectedSegments', 'latencySumMs', 'latencyCount', 'firstFrameSumMs', 'firstFrameCount'],
]

export async function readRungTotals(db: Database, period: TotalsPeriod = {}): Promise<RungTotals[]> {
  const within = whereOf(period)
  const rows = await db.prisma.$queryRaw`
    WITH audience AS (
      SELECT "broadcastId", "epoch", "rung", ${sum(...CLAIMED)}
      FROM "AudienceRollup" WHERE ${within} GROUP BY "broadcastId", "epoch", "rung"
    ), origin AS (
      SELECT "broadcastId", "epoch", "rung", sum(("firstBytes" + "repeatBytes")::float8) AS "servedBytes",
        sum(("initBytes" + "playlistBytes")::float8) AS "otherBytes", sum("pastBytes"::float8) AS "pastBytes",
        coalesce(
          sum(("firstBytes" + "repeatBytes")::float8) FILTER (WHERE "servedSeconds" > 0) / nullif(sum("servedSeconds"), 0),
          sum("producedBytes"::float8) / nullif(sum("producedSeconds"), 0)
        ) AS "bytesPerSecond"
      FROM "OriginRollup" WHERE ${within} GROUP BY "broadcastId", "epoch", "rung"
    )
    SELECT "broadcastId", "epoch", "rung", ${orZero('audience', ...CLAIMED)},
      ${orZero('origin', 'servedBytes', 'otherBytes', 'pastBytes')},
      round(coalesce(
        audience."mediaSeconds" * coalesce(origin."bytesPerSecond", ladder."averageBandwidth" / 8.0, 0), 0
      )::numeric)::float8 AS "deliveredBytes"
    FROM audience
    FULL JOIN origin USING ("broadcastId", "epoch", "rung")
    LEFT JOIN (
      SELECT "broadcastId", "epoch", "name" AS "rung", "averageBandwidth" FROM "Rung"
    ) ladder USING ("broadcastId", "epoch", "rung")
    ORDER BY "broadcastId", "epoch", "rung"`
  return rungTotalsSchema.parse(rows)
}

export type Totals = {
  /** What players said. */
  claimed: { originBytes: number; peerBytes: number; offload: number | null }
  measured: {
    /** Bytes of segments that left the origin, first fetches and repeated ones. */
    originBytes: number
    /** Those of the rungs: see `RungTotals`. */
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
  /** The mean over the reports that had one. */
  latencyMs: number | null
  /** The mean over the viewers that started within the period. */
  firstFrameMs: number | null
}

export function addUpTotals(rows: readonly RungTotals[]): Totals {
  const all = (
    counter: { [name in keyof RungTotals]: RungTotals[name] extends number ? name : never }[keyof RungTotals],
  ) => rows.reduce((total, row) => total + row[counter], 0)
  const [originBytes, peerBytes] = [all('originBytes'), all('peerBytes')]
  const [servedBytes, deliveredBytes] = [all('servedBytes'), all('deliveredBytes')]
  return {
    claimed: { originBytes, peerBytes, offload: shareOf(peerBytes, originBytes + peerBytes) },
    measured: {
      ...{ originBytes: servedBytes, deliveredBytes },
      offload: shareOf(deliveredBytes - servedBytes, deliveredBytes),
      ...{ playlistAndInitBytes: all('otherBytes'), pastBytes: all('pastBytes') },
    },
    ...{ uploadedBytes: all('uploadedBytes'), playedMs: all('playedMs'), stalledMs: all('stalledMs') },
    ...{ stalls: all('stalls'), rejectedSegments: all('rejectedSegments') },
    latencyMs: shareOf(all('latencySumMs'), all('latencyCount')),
    firstFrameMs: shareOf(all('firstFrameSumMs'), all('firstFrameCount')),
  }
}

export async function readTotals(
  db: Database,
  period: TotalsPeriod = {},
): Promise<Totals & { droppedReports: number }> {
  const [rows, viewers] = await Promise.all([readRungTotals(db, period), readViewerTotals(db, period)])
  return { ...addUpTotals(rows), droppedReports: viewers.reduce((total, row) => total + row.droppedReports, 0) }
}

/** Most viewers at one time, and reports that count nowhere, by broadcast. */
export type ViewerTotals = { broadcastId: string; peakViewers: number; droppedReports: number }

const viewerTotalsSchema = z.array(
  z.object({ broadcastId: z.string(), peakViewers: z.number(), droppedReports: z.number() }),
)

export async function readViewerTotals(db: Database, period: TotalsPeriod = {}): Promise<ViewerTotals[]> {
  const rows = await db.prisma.$queryRaw`
    SELECT "broadcastId", max("viewers")::float8 AS "peakViewers", sum("dropped")::float8 AS "droppedReports"
    FROM (
      SELECT "broadcastId", sum("viewers") AS "viewers", sum("droppedReports") AS "dropped"
      FROM "ViewerRollup" WHERE ${whereOf(period)} GROUP BY "broadcastId", "at"
    ) slot
    GROUP BY "broadcastId" ORDER BY "broadcastId"`
  return viewerTotalsSchema.parse(rows)
}

export type SeriesPoint = {
  /** When it starts, Unix milliseconds. */
  atMs: number
  /** The most at one time. */
  viewers: number
  /** Claimed, as is `offload`. */
  originBytes: number
  peerBytes: number
  offload: number | null
  measuredOriginBytes: number
  stalledMs: number
  playedMs: number
  /** Means; null where nobody said. */
  latencyMs: number | null
  firstFrameMs: number | null
}

const mean = z.number().nullable()
const seriesRowsSchema = z.array(
  z.object({
    atMs: z.number(),
    viewers: z.number(),
    originBytes: z.number(),
    peerBytes: z.number(),
    measuredOriginBytes: z.number(),
    stalledMs: z.number(),
    playedMs: z.number(),
    latencyMs: mean,
    firstFrameMs: mean,
  }),
)

/**
 * Points of `spanMs` (a multiple of a slot) from that of `since` to the last that starts before `until`, empty ones too.
 * They start at multiples of their length since 1970.
 */
export async function readSeries(
  db: Database,
  { spanMs = SLOT_MS, ...period }: TotalsPeriod & { since: Date; until: Date; spanMs?: number },
): Promise<SeriesPoint[]> {
  const span = Prisma.sql`make_interval(secs => ${spanMs / 1000}::float8)`
  const first = new Date(Math.floor(period.since.getTime() / spanMs) * spanMs)
  const within = whereOf({ ...period, since: first })
  const bin = Prisma.sql`date_bin(${span}, "at", timestamp '1970-01-01') AS "at"`
  const rows = await db.prisma.$queryRaw`
    WITH point AS (
      SELECT "at" FROM generate_series(
        ${first.toISOString()}::timestamp(3), ${period.until.toISOString()}::timestamp(3) - interval '1 millisecond', ${span}
      ) AS "at"
    ), watched AS (
      SELECT "at", max("viewers") AS "viewers"
      FROM (
        SELECT ${bin}, sum("viewers") AS "viewers"
        FROM "ViewerRollup" WHERE ${within} GROUP BY "ViewerRollup"."at"
      ) slot
      GROUP BY "at"
    ), claimed AS (
      SELECT ${bin}, ${sum('originBytes', 'peerBytes', 'stalledMs', 'playedMs')},
        sum("latencySumMs"::float8) / nullif(sum("latencyCount"), 0) AS "latencyMs",
        sum("firstFrameSumMs"::float8) / nullif(sum("firstFrameCount"), 0) AS "firstFrameMs"
      FROM "AudienceRollup" WHERE ${within} GROUP BY 1
    ), served AS (
      SELECT ${bin}, sum(("firstBytes" + "repeatBytes")::float8) AS "bytes"
      FROM "OriginRollup" WHERE ${within} GROUP BY 1
    )
    SELECT (extract(epoch FROM point."at") * 1000)::float8 AS "atMs",
      coalesce(watched."viewers", 0)::float8 AS "viewers",
      ${orZero('claimed', 'originBytes', 'peerBytes', 'stalledMs', 'playedMs')},
      claimed."latencyMs"::float8 AS "latencyMs", claimed."firstFrameMs"::float8 AS "firstFrameMs",
      coalesce(served."bytes", 0)::float8 AS "measuredOriginBytes"
    FROM point
    LEFT JOIN watched USING ("at") LEFT JOIN claimed USING ("at") LEFT JOIN served USING ("at")
    ORDER BY point."at"`
  return seriesRowsSchema
    .parse(rows)
    .map((row) => ({ ...row, offload: shareOf(row.peerBytes, row.originBytes + row.peerBytes) }))
}

export function whereOf({ broadcastId, channelIds, since, until }: TotalsPeriod): Prisma.Sql {
  const wanted = [
    ...(broadcastId === undefined ? [] : [Prisma.sql`"broadcastId" = ${broadcastId}`]),
    ...(channelIds === undefined
      ? []
      : [
          Prisma.sql`"broadcastId" IN (SELECT "id" FROM "Broadcast" WHERE "channelId" = ANY(${[...channelIds]}::text[]))`,
        ]),
    ...(since === undefined ? [] : [Prisma.sql`"at" >= ${startOfSlot(since).toISOString()}::timestamp(3)`]),
    ...(until === undefined ? [] : [Prisma.sql`"at" < ${until.toISOString()}::timestamp(3)`]),
  ]
  return wanted.length === 0 ? Prisma.sql`true` : Prisma.join(wanted, ' AND ')
}

export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
