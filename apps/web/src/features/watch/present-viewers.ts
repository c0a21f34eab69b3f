/** How many watch a broadcast, by the newest sums of the trackers; asked of the database now and then, not at each ticket. */

import { readSeries } from '@shoal/db/analytics'
import { SLOT_MS } from '@shoal/db/roll-ups'
import { database } from '../../server/database.ts'
import { log } from '../../server/log.ts'
import { singleton } from '../../server/singleton.ts'

const KEEP_MS = 5000
/** A slot's reports are summed when it is over. */
const SLOTS_BACK = 3

const kept = singleton('present-viewers', () => new Map<string, { untilMs: number; viewers: Promise<number> }>())

/** 0 where it is not known. */
export function presentViewers(broadcastId: string, nowMs = Date.now()): Promise<number> {
  const known = kept().get(broadcastId)
  if (known && known.untilMs > nowMs) return known.viewers
  for (const [id, { untilMs }] of kept()) if (untilMs <= nowMs) kept().delete(id)
  const viewers = countViewers(broadcastId, nowMs).catch((error) => {
    log().warn({ err: error, broadcastId }, 'how many watch cannot be read')
    return 0
  })
  kept().set(broadcastId, { untilMs: nowMs + KEEP_MS, viewers })
  return viewers
}

async function countViewers(broadcastId: string, nowMs: number): Promise<number> {
  const since = new Date(nowMs - SLOTS_BACK * SLOT_MS)
  const slots = await readSeries(database(), { broadcastId, since, until: new Date(nowMs) })
  return slots.findLast(({ viewers }) => viewers > 0)?.viewers ?? 0
}
