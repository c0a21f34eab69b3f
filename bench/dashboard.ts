/**
 * What the dashboard asks the database for its ranges, on thirty days of two channels that never end, in the slots that
 * such a time has by then: on the embedded database and on PostgreSQL. Each question is asked with nothing remembered.
 */

import { z } from 'zod'
import { readRungTotals, readSeries, readViewerTotals } from '../packages/db/src/analytics.ts'
import { readGroups } from '../packages/db/src/audience-groups.ts'
import { readSlices } from '../packages/db/src/audience-slices.ts'
import { broadcastsWithin } from '../packages/db/src/broadcasts-within.ts'
import type { Database } from '../packages/db/src/database.ts'
import { ROLLUP_TIERS, SLICE_TIERS, type Tier } from '../packages/db/src/roll-up-tiers.ts'
import { addOperatorWithChannel } from '../packages/db/src/testing/sample-rows.ts'
import { startPostgreSqlTestDatabase, startTestDatabase } from '../packages/db/src/testing/test-database.ts'
import { median, printResult } from './compare.ts'
import { readOptions } from './read-options.ts'

readOptions('bench:dashboard', z.object({}))

const DAY_MS = 86_400_000
const ROUNDS = 7
const MOST_MS = 300
const BROADCASTS = ['measuredmeasured0001', 'measuredmeasured0002']
const BROWSERS = ['Chrome', 'Firefox', 'Safari', 'Edge', 'other']
const COUNTRIES = ['DE', 'FR', 'NL', 'PL', 'GB', 'US']
const MODES = ['on', 'receive-only', 'off']
const RUNGS = ['1080p', '720p', '480p', '360p']
const RANGES = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS }

/** From so long ago until the next tier begins, in slots of so many seconds. */
function spansOf(tiers: readonly Tier[], shortestMs: number): { fromAgoMs: number; toAgoMs: number; slotMs: number }[] {
  const edges = [{ olderThanMs: 0, slotMs: shortestMs }, ...tiers]
  return edges.flatMap(({ olderThanMs, slotMs }, index) => {
    const fromAgoMs = Math.min(31 * DAY_MS, edges[index + 1]?.olderThanMs ?? Number.POSITIVE_INFINITY)
    return fromAgoMs > olderThanMs ? [{ fromAgoMs, toAgoMs: olderThanMs, slotMs }] : []
  })
}

async function fill(db: Database, nowMs: number): Promise<void> {
  const { channelId } = await addOperatorWithChannel(db)
  const all = (...lists: readonly string[][]) => lists.map((list) => `ARRAY['${list.join("','")}']`)
  const [broadcasts, rungs] = all(BROADCASTS, RUNGS)
  for (const id of BROADCASTS) {
    await db.prisma.broadcast.create({
      data: { id, channelId, state: 'live', startedAt: new Date(nowMs - 31 * DAY_MS), title: 'Always on' },
    })
  }
  const slots = ({ fromAgoMs, toAgoMs, slotMs }: { fromAgoMs: number; toAgoMs: number; slotMs: number }) => {
    const start = (agoMs: number) => new Date(Math.ceil((nowMs - agoMs) / slotMs) * slotMs).toISOString().slice(0, -1)
    const [from, to] = [start(fromAgoMs), start(toAgoMs)]
    return `generate_series(timestamp '${from}', timestamp '${to}' - interval '1 second', interval '${slotMs} milliseconds') AS "at"`
  }
  for (const span of spansOf(ROLLUP_TIERS, 10_000)) {
    const seconds = span.slotMs / 1000
    await db.prisma.$executeRawUnsafe(`
      INSERT INTO "AudienceRollup" ("broadcastId", "epoch", "rung", "group", "at", "originBytes", "peerBytes", "mediaSeconds",
        "playedMs", "stalledMs", "stalls", "reports", "latencySumMs", "latencyCount", "firstFrameSumMs", "firstFrameCount")
      SELECT b, 1, r, g, "at", ${9000000 * seconds}, ${30000000 * seconds}, ${40 * seconds}, ${40000 * seconds}, 90, 1,
        ${8 * seconds}, ${56000 * seconds}, ${8 * seconds}, 800, 1
      FROM unnest(${broadcasts}) b, unnest(${rungs}) r, unnest(ARRAY['swarm', 'control']) g, ${slots(span)}`)
    await db.prisma.$executeRawUnsafe(`
      INSERT INTO "OriginRollup" ("broadcastId", "epoch", "rung", "at", "firstBytes", "repeatBytes", "playlistBytes",
        "producedBytes", "producedSeconds")
      SELECT b, 1, r, "at", ${300000 * seconds}, ${8000000 * seconds}, 6000, ${300000 * seconds}, ${seconds}
      FROM unnest(${broadcasts}) b, unnest(${rungs}) r, ${slots(span)}`)
    await db.prisma.$executeRawUnsafe(`
      INSERT INTO "ViewerRollup" ("broadcastId", "at", "tracker", "viewers")
      SELECT b, "at", '', 160 FROM unnest(${broadcasts}) b, ${slots(span)}`)
  }
  const [browsers, countries, modes] = all(BROWSERS, COUNTRIES, MODES)
  for (const span of spansOf(SLICE_TIERS, 60_000)) {
    await db.prisma.$executeRawUnsafe(`
      INSERT INTO "AudienceSlice" ("broadcastId", "at", "tracker", "browser", "country", "mode", "originBytes",
        "peerBytes", "playedMs", "sessionsStarted", "sessionsEnded", "sessionSumMs", "sessionLengths")
      SELECT b, "at", '', w, c, m, 1000000, 3000000, 600000, 1, 1, 600000, ARRAY[0,0,1,0,0,0,0]
      FROM unnest(${broadcasts}) b, unnest(${browsers}) w, unnest(${countries}) c, unnest(${modes}) m,
        ${slots(span)}`)
  }
  await db.prisma.$executeRawUnsafe('VACUUM (ANALYZE)')
}

async function measure(db: Database, nowMs: number): Promise<Record<string, number>> {
  const figures: Record<string, number> = {}
  for (const [range, lengthMs] of Object.entries(RANGES)) {
    const period = { since: new Date(nowMs - lengthMs), until: new Date(nowMs) }
    const settled = new Date(Math.floor(nowMs / 10_000 - 2) * 10_000)
    const spanMs = { day: 600_000, week: 3_600_000, month: 3 * 3_600_000 }[range] ?? 600_000
    const questions = {
      rungTotals: () => readRungTotals(db, { ...period, until: settled }),
      newest: () => readRungTotals(db, { ...period, since: settled }),
      viewerTotals: () => readViewerTotals(db, period),
      series: () => readSeries(db, { ...period, spanMs }),
      slices: () => readSlices(db, period),
      groups: () => readGroups(db, period),
      broadcasts: () => broadcastsWithin(db, period),
    }
    const wholes: number[] = []
    const parts = new Map<string, number[]>()
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, ask] of Object.entries(questions)) {
        const beganMs = performance.now()
        await ask()
        parts.set(name, [...(parts.get(name) ?? []), performance.now() - beganMs])
      }
      const beganMs = performance.now()
      await Promise.all(Object.values(questions).map((ask) => ask()))
      wholes.push(performance.now() - beganMs)
    }
    for (const [name, times] of parts) figures[`${range} ${name}`] = Math.round(median(times))
    figures[`${range} together`] = Math.round(median(wholes))
  }
  return figures
}

const nowMs = Date.now()
const results: Record<string, Record<string, number>> = {}
for (const [name, start] of [
  ['embedded', startTestDatabase],
  ['postgresql', startPostgreSqlTestDatabase],
] as const) {
  await using database = await start()
  await fill(database.db, nowMs)
  const rows = await database.db.prisma.$transaction([
    database.db.prisma.audienceRollup.count(),
    database.db.prisma.audienceSlice.count(),
  ])
  console.log(name, { audienceRollups: rows[0], audienceSlices: rows[1] })
  results[name] = await measure(database.db, nowMs)
  console.log(name, results[name])
}
printResult({ bench: 'dashboard', mostMs: MOST_MS, ...results })
const slowest = Math.max(
  ...Object.values(results).flatMap((one) => Object.keys(RANGES).map((range) => one[`${range} together`] ?? 0)),
)
process.exitCode = slowest <= MOST_MS ? 0 : 1
