/** Ten-second sums: what the origin served, what players said, how many watched. Added to here; `analytics.ts` reads. */

import type { Database } from './database.ts'
import { SLOT_MS } from './roll-up-slots.ts'
import { buildUpsert, type Columns, type RollupTable } from './roll-up-upsert.ts'

export { SLOT_MS }

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
  /** Media seconds in what was served of segments, by which it is set beside those that reached decoders. */
  servedSeconds: 'double precision',
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
  /** Mean uplink of their swarms in bit rates of what is watched; 0 where none is known. */
  uplinkRatio?: number
  droppedReports?: number
}

export const ORIGIN_ROLLUP: RollupTable = { table: 'OriginRollup', keys: rungSlot, sums: originCounters }
export const AUDIENCE_ROLLUP: RollupTable = { table: 'AudienceRollup', keys: groupSlot, sums: audienceCounters }
export const VIEWER_ROLLUP: RollupTable = {
  table: 'ViewerRollup',
  keys: trackerSlot,
  sums: { droppedReports: 'integer' },
  peaks: { viewers: 'integer', uplinkRatio: 'double precision' },
}
const addOrigin = buildUpsert(ORIGIN_ROLLUP)
const addAudience = buildUpsert(AUDIENCE_ROLLUP)
const addViewers = buildUpsert(VIEWER_ROLLUP)

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

export function startOfSlot(at: Date): Date {
  return new Date(Math.floor(at.getTime() / SLOT_MS) * SLOT_MS)
}
