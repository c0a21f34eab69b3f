/**
 * Makes old roll-ups coarser, so that thirty days are read as quickly as an hour. Nothing is lost but detail: rows of
 * ten seconds become rows of minutes, then hours; sums stay what they were, and of viewers the most of each slot stays.
 */

import { z } from 'zod'
import { AUDIENCE_SLICE } from './audience-slices.ts'
import type { Database } from './database.ts'
import { ROLLUP_TIERS, SLICE_TIERS, type Tier } from './roll-up-tiers.ts'
import { buildCompaction, type RollupTable } from './roll-up-upsert.ts'
import { AUDIENCE_ROLLUP, ORIGIN_ROLLUP, VIEWER_ROLLUP } from './roll-ups.ts'

const TABLES: { rollup: RollupTable; compact: string; tiers: readonly Tier[] }[] = [
  ...[ORIGIN_ROLLUP, AUDIENCE_ROLLUP, VIEWER_ROLLUP].map((rollup) => ({ rollup, tiers: ROLLUP_TIERS })),
  { rollup: AUDIENCE_SLICE, tiers: SLICE_TIERS },
].map((table) => ({ ...table, compact: buildCompaction(table.rollup) }))

/** In one statement: a fraction of a second of the embedded database, which does one thing at a time. */
const CHUNK_MS = 3 * 3_600_000
/** The others' turn between two statements. */
const PAUSE_MS = 200
/** Dead rows that are worth the cleaning; the embedded database has nobody else who does it. */
const VACUUM_FROM_ROWS = 5000

/** How far a run before this one came, by table and tier. */
export type CompactionProgress = Map<string, number>

export type CompactionOptions = {
  nowMs: number
  progress?: CompactionProgress
  pauseMs?: number
  signal?: AbortSignal
}

/** Several may do so at once. Returns the number of rows that became part of others. */
export async function compactRollups(
  db: Database,
  { nowMs, progress = new Map(), pauseMs = PAUSE_MS, signal }: CompactionOptions,
): Promise<number> {
  let total = 0
  for (const { rollup, compact, tiers } of TABLES) {
    let moved = 0
    for (const { olderThanMs, slotMs } of tiers) {
      const key = `${rollup.table} ${slotMs}`
      const endMs = Math.floor((nowMs - olderThanMs) / slotMs) * slotMs
      let fromMs = progress.get(key) ?? 0
      while (!signal?.aborted) {
        const nextMs = await oldestSince(db, rollup.table, fromMs)
        if (nextMs === null || nextMs >= endMs) break
        fromMs = Math.max(fromMs, Math.floor(nextMs / slotMs) * slotMs)
        const untilMs = Math.min(fromMs + CHUNK_MS, endMs)
        const [from, until] = [new Date(fromMs).toISOString(), new Date(untilMs).toISOString()]
        const rows = await countedRows(db, { table: rollup.table, from, until })
        await db.prisma.$executeRawUnsafe(compact, from, until, slotMs / 1000)
        moved += rows - (await countedRows(db, { table: rollup.table, from, until }))
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
        fromMs = untilMs
        progress.set(key, fromMs)
      }
    }
    if (moved >= VACUUM_FROM_ROWS && !signal?.aborted) {
      await db.prisma.$executeRawUnsafe(`VACUUM (ANALYZE) "${rollup.table}"`)
    }
    total += moved
  }
  return total
}

async function oldestSince(db: Database, table: string, sinceMs: number): Promise<number | null> {
  const rows = await db.prisma.$queryRawUnsafe(
    `SELECT (extract(epoch FROM min("at")) * 1000)::float8 AS "atMs" FROM "${table}" WHERE "at" >= $1::timestamp(3)`,
    new Date(sinceMs).toISOString(),
  )
  return z.array(z.object({ atMs: z.number().nullable() })).parse(rows)[0]?.atMs ?? null
}

async function countedRows(
  db: Database,
  { table, from, until }: { table: string; from: string; until: string },
): Promise<number> {
  const rows = await db.prisma.$queryRawUnsafe(
    `SELECT count(*)::float8 AS "count" FROM "${table}" WHERE "at" >= $1::timestamp(3) AND "at" < $2::timestamp(3)`,
    ...[from, until],
  )
  return z.array(z.object({ count: z.number() })).parse(rows)[0]?.count ?? 0
}
