/** Who watches a broadcast, by the newest sums of the trackers; asked of the database now and then, not at each ticket. */

import { readSwarmSize } from '@shoal/db/present-viewers'
import { SLOT_MS } from '@shoal/db/roll-ups'
import { database } from '../../server/database.ts'
import { log } from '../../server/log.ts'
import { singleton } from '../../server/singleton.ts'

const KEEP_MS = 5000
/** A slot's reports are summed when it is over. */
const SLOTS_BACK = 3

export type PresentSwarm = { viewers: number /** Mean, in bit rates of what is watched. */; uplinkRatio: number | null }

const NOBODY: PresentSwarm = { viewers: 0, uplinkRatio: null }

const kept = singleton('present-viewers', () => new Map<string, { untilMs: number; present: Promise<PresentSwarm> }>())

/** 0 where it is not known. */
export async function presentViewers(broadcastId: string): Promise<number> {
  return (await presentSwarm(broadcastId)).viewers
}

/** No viewers where it is not known. */
export function presentSwarm(broadcastId: string, nowMs = Date.now()): Promise<PresentSwarm> {
  const known = kept().get(broadcastId)
  if (known && known.untilMs > nowMs) return known.present
  for (const [id, { untilMs }] of kept()) if (untilMs <= nowMs) kept().delete(id)
  const since = new Date(nowMs - SLOTS_BACK * SLOT_MS)
  const present = readSwarmSize(database(), { broadcastId, since }).catch((error) => {
    log().warn({ err: error, broadcastId }, 'how many watch cannot be read')
    return NOBODY
  })
  kept().set(broadcastId, { untilMs: nowMs + KEEP_MS, present })
  return present
}
