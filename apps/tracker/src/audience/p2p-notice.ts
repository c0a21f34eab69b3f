/** Tells the operator of a broadcast that its P2P is off, until it is tried again. */

import { addNotice, clearNotice } from '@shoal/db/broadcast-notices'
import type { Database } from '@shoal/db/database'

export function noteP2p(
  database: Database,
  { broadcastId, isGood, at }: { broadcastId: string; isGood: boolean; at: Date },
): Promise<void> {
  const notice = { broadcastId, kind: 'p2p-paused', at } as const
  return isGood ? clearNotice(database, notice) : addNotice(database, notice)
}
