/** At the start: goes on with what an earlier run left in the middle, and ends the rest, so that only live is called live. */

import { adoptableBroadcasts, endBroadcasts } from '@shoal/db/broadcasts'
import type { Database } from '@shoal/db/database'
import { lastProducedAt } from '@shoal/db/roll-ups'
import type { Logger } from 'pino'
import { type AdoptedBroadcast, findLeftBroadcasts } from '../recording/adopt.ts'
import type { Recordings } from '../recording/recordings.ts'
import type { LiveBroadcasts } from './live-broadcasts.ts'

type ReconcileParts = { database: Database; broadcasts: LiveBroadcasts; recordings: Recordings; log: Logger }

/** A publisher that this program itself has dropped gets so long, whatever the channel's reconnect window is. */
const LEAST_WAIT_SECONDS = 60
/** Of the roll-ups. */
const SLOT_MS = 10_000

type Left = AdoptedBroadcast & { lastMadeAtMs: number }

/** @throws DatabaseUnreachableError */
export async function reconcile({ database, broadcasts, recordings, log }: ReconcileParts): Promise<void> {
  const rows = new Set((await adoptableBroadcasts(database)).map(({ id }) => id))
  const left: Left[] = []
  for (const one of await findLeftBroadcasts(recordings.root, log)) {
    left.push({ ...one, lastMadeAtMs: await findLastMade(database, one) })
  }
  const goingOn = left.filter((one) => rows.has(one.facts.id) && isWaitedFor(one))
  for (const { facts } of goingOn) rows.delete(facts.id)
  const ended = await endBroadcasts(database, [...rows], 'server-stopped')
  if (ended > 0) log.warn({ broadcasts: [...rows] }, 'broadcasts of an earlier run have ended')
  for (const one of left) if (!goingOn.includes(one)) await recordings.finishLeft(one)
  await recordings.finishUntold()
  for (const one of goingOn) {
    log.warn({ broadcast: one.facts.id, segments: one.journal.segments.size }, 'a broadcast of an earlier run goes on')
    broadcasts.adopt({ ...one, nextNumber: one.nextNumber + countUnseen(one) })
  }
}

/** Unix milliseconds. What was not recorded, while the disk was full, has left its figures in the database. */
async function findLastMade(database: Database, left: AdoptedBroadcast): Promise<number> {
  const slot = await lastProducedAt(database, left.facts.id)
  return Math.max(lastEndMs(left), slot ? slot.getTime() + SLOT_MS : 0)
}

/** Its publisher may still come back: the time that this program was away counts too. */
function isWaitedFor({ facts, lastMadeAtMs }: Left): boolean {
  return Date.now() - lastMadeAtMs < Math.max(facts.settings.reconnectSeconds, LEAST_WAIT_SECONDS) * 1000
}

/** Segments that viewers may have seen and the disk has not: their numbers must not come back with other bytes. */
function countUnseen(left: Left): number {
  const unseenMs = Math.max(0, left.lastMadeAtMs - lastEndMs(left) - SLOT_MS)
  return 1 + Math.ceil(unseenMs / 1000 / left.facts.segmentSeconds)
}

function lastEndMs({ journal, facts }: AdoptedBroadcast): number {
  const last = [...journal.segments.values()].at(-1)
  return last ? last.programDateTimeMs + last.durationSeconds * 1000 : facts.startedAtMs
}
