/** What players said of one minute, by what they are: browser, country, mode (rungs have roll-ups). Added to here, and read by each. */

import { z } from 'zod'
import { type TotalsPeriod, whereOf } from './analytics.ts'
import type { Database } from './database.ts'
import { SLICE_MS } from './roll-up-slots.ts'
import { buildUpsert, type Columns, type RollupTable } from './roll-up-upsert.ts'

export { SLICE_MS }

/** Ended sessions are counted as shorter than these, in minutes, and longer than all of them. */
export const SESSION_MINUTES = [1, 5, 15, 30, 60, 120] as const
const LENGTHS = SESSION_MINUTES.length + 1
const ROWS_PER_STATEMENT = 500

const sums = {
  originBytes: 'bigint',
  peerBytes: 'bigint',
  playedMs: 'bigint',
  stalledMs: 'bigint',
  stalls: 'integer',
  latencySumMs: 'bigint',
  latencyCount: 'integer',
  firstFrameSumMs: 'bigint',
  firstFrameCount: 'integer',
  sessionsStarted: 'integer',
  sessionsEnded: 'integer',
  sessionSumMs: 'bigint',
} satisfies Columns

export const AUDIENCE_SLICE: RollupTable = {
  table: 'AudienceSlice',
  keys: {
    ...{ broadcastId: 'text', at: 'timestamp(3)', tracker: 'text' },
    ...{ browser: 'text', country: 'text', mode: 'text' },
  },
  sums,
  counts: { sessionLengths: LENGTHS },
}
const addSlices = buildUpsert(AUDIENCE_SLICE)

export type AudienceSliceRow = {
  broadcastId: string
  /** The start of the minute. */
  at: Date
  /** Which tracker counted: those of several add up. */
  tracker: string
  browser: string
  country: string
  mode: string
  /** By `SESSION_MINUTES`, one more than those. */
  sessionLengths?: readonly number[]
} & { [counter in keyof typeof sums]?: number }

export async function addAudienceSlices(db: Database, rows: readonly AudienceSliceRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    await db.prisma.$executeRawUnsafe(addSlices, JSON.stringify(rows.slice(from, from + ROWS_PER_STATEMENT)))
  }
}

export type SliceTotals = {
  name: string
  originBytes: number
  peerBytes: number
  playedMs: number
  stalledMs: number
  stalls: number
  latencyMs: number | null
  firstFrameMs: number | null
  sessions: number
}
export type SessionTotals = {
  started: number
  ended: number
  /** Mean of those that ended. */
  meanMs: number | null
  /** How many of them by `SESSION_MINUTES`. */
  lengths: number[]
}
export type Slices = {
  browsers: SliceTotals[]
  countries: SliceTotals[]
  modes: SliceTotals[]
  sessions: SessionTotals
}

const rowsSchema = z.array(
  z.object({
    browser: z.string().nullable(),
    country: z.string().nullable(),
    mode: z.string().nullable(),
    originBytes: z.number(),
    peerBytes: z.number(),
    playedMs: z.number(),
    stalledMs: z.number(),
    stalls: z.number(),
    latencyMs: z.number().nullable(),
    firstFrameMs: z.number().nullable(),
    sessions: z.number(),
    ended: z.number(),
    meanMs: z.number().nullable(),
    lengths: z.array(z.number()),
  }),
)

/** Each sorted by what was played, the most first. */
export async function readSlices(db: Database, period: TotalsPeriod = {}): Promise<Slices> {
  const places = Array.from({ length: LENGTHS }, (_, index) => index + 1)
  const sumOf = (names: readonly string[]) => names.map((name) => `sum("${name}") AS "${name}"`).join(', ')
  const lengths = places.map((place) => `"length${place}"`)
  // first by all at once, because every set of GROUPING SETS goes through all rows that it is given
  const rows = rowsSchema.parse(
    await db.prisma.$queryRawUnsafe(
      ...statement(
        `WITH combination AS (
          SELECT "browser", "country", "mode",
            ${Object.keys(sums)
              .map((name) => `sum("${name}"::float8) AS "${name}"`)
              .join(', ')},
            ${places.map((place) => `sum("sessionLengths"[${place}]) AS "length${place}"`).join(', ')}
          FROM "AudienceSlice" WHERE `,
        period,
        ` GROUP BY "browser", "country", "mode"
        ), total AS (
          SELECT "browser", "country", "mode", ${sumOf(Object.keys(sums))},
            ARRAY[${lengths.map((name) => `coalesce(sum(${name}), 0)::float8`).join(', ')}] AS "lengths"
          FROM combination GROUP BY GROUPING SETS (("browser"), ("country"), ("mode"), ())
        )
        SELECT "browser", "country", "mode", "lengths",
          ${['originBytes', 'peerBytes', 'playedMs', 'stalledMs', 'stalls']
            .map((name) => `coalesce("${name}", 0) AS "${name}"`)
            .join(', ')},
          "latencySumMs" / nullif("latencyCount", 0) AS "latencyMs",
          "firstFrameSumMs" / nullif("firstFrameCount", 0) AS "firstFrameMs",
          coalesce("sessionsStarted", 0) AS "sessions", coalesce("sessionsEnded", 0) AS "ended",
          "sessionSumMs" / nullif("sessionsEnded", 0) AS "meanMs"
        FROM total ORDER BY "playedMs" DESC`,
      ),
    ),
  )
  const of = (dimension: 'browser' | 'country' | 'mode') =>
    rows.flatMap(({ [dimension]: name, browser, country, mode, ended, meanMs, lengths, ...totals }) =>
      name === null ? [] : [{ name, ...totals }],
    )
  const whole = rows.find(({ browser, country, mode }) => browser === null && country === null && mode === null)
  return {
    ...{ browsers: of('browser'), countries: of('country'), modes: of('mode') },
    sessions: {
      ...{ started: whole?.sessions ?? 0, ended: whole?.ended ?? 0, meanMs: whole?.meanMs ?? null },
      lengths: whole?.lengths ?? places.map(() => 0),
    },
  }
}

/** The period's own parameters between two constant parts. */
function statement(before: string, period: TotalsPeriod, after: string): [string, ...unknown[]] {
  const within = whereOf(period)
  return [`${before}${within.text}${after}`, ...within.values]
}
