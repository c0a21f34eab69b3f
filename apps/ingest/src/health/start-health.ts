/** Writes how each live broadcast does, each two seconds, for the studio and the dashboard. */

import { writeBroadcastHealth } from '@shoal/db/broadcast-health'
import type { Database } from '@shoal/db/database'
import { HEALTH_INTERVAL_MS } from '@shoal/protocol/broadcast-health'
import type { LiveBroadcasts } from '../broadcast/live-broadcasts.ts'

/** Not by the queue of writes: what could not be written now is not worth writing later. */
export function startHealth(database: Database, broadcasts: LiveBroadcasts): Disposable {
  let isWriting = false
  const timer = setInterval(async () => {
    if (isWriting) return
    isWriting = true
    try {
      const at = new Date()
      for (const broadcast of broadcasts.current) {
        if (broadcast.isAnnounced) {
          await writeBroadcastHealth(database, { broadcastId: broadcast.id, at, health: broadcast.health() })
        }
      }
    } catch {
      // The database is away. Others say so.
    } finally {
      isWriting = false
    }
  }, HEALTH_INTERVAL_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
