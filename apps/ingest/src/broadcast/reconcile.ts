/** At the start: goes on with what an earlier run left in the middle, and ends the rest, so that only live is called live. */

import { adoptableBroadcasts, endBroadcasts } from '@shoal/db/broadcasts'
import type { Database } from '@shoal/db/database'
import type { Logger } from 'pino'
import { type AdoptedBroadcast, findLeftBroadcasts } from '../recording/adopt.ts'
import type { Recordings } from '../recording/recordings.ts'
import type { LiveBroadcasts } from './live-broadcasts.ts'

type ReconcileParts = { database: Database; broadcasts: LiveBroadcasts; recordings: Recordings; log: Logger }

/** A publisher that this program itself has dropped gets so long, whatever the channel's reconnect window is. */
export const LEAST_WAIT_SECONDS = 60

/** @throws DatabaseUnreachableError */
export async function reconcile({ database, broadcasts, recordings, log }: ReconcileParts): Promise<void> {
  const left = await findLeftBroadcasts(recordings.root, log)
  const rows = await adoptableBroadcasts(database)
  const goingOn = left.filter((one) => isWaitedFor(one) && rows.some(({ id }) => id === one.facts.id))
  const ids = new Set(goingOn.map(({ facts }) => facts.id))
  const over = rows.filter(({ id }) => !ids.has(id)).map(({ id }) => id)
  const ended = await endBroadcasts(database, over, 'server-stopped')
  if (ended > 0) log.warn({ broadcasts: over }, 'broadcasts of an earlier run have ended')
  for (const one of left) if (!ids.has(one.facts.id)) await recordings.finishLeft(one)
  await recordings.finishUntold()
  for (const one of goingOn) {
    log.warn({ broadcast: one.facts.id, segments: one.journal.segments.size }, 'a broadcast of an earlier run goes on')
    broadcasts.adopt(one)
  }
}

/** Its publisher may still come back: the time that this program was away counts too. */
function isWaitedFor({ facts, journal }: AdoptedBroadcast): boolean {
  const last = [...journal.segments.values()].at(-1)
  if (!last) return false
  const endedAtMs = last.programDateTimeMs + last.durationSeconds * 1000
  return Date.now() - endedAtMs < Math.max(facts.settings.reconnectSeconds, LEAST_WAIT_SECONDS) * 1000
}
