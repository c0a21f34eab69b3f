/** Looks each second whether a live publisher's key has been revoked. */

import type { Database } from '@shoal/db/database'
import { findRevokedAmong } from '@shoal/db/stream-keys'
import type { LiveBroadcasts } from './live-broadcasts.ts'

const INTERVAL_MS = 1000

export function startRevocationWatch(database: Database, broadcasts: LiveBroadcasts): Disposable {
  let isAsking = false
  const timer = setInterval(async () => {
    const keyIds = broadcasts.current.flatMap(({ publication }) => (publication ? [publication.publisher.keyId] : []))
    if (keyIds.length === 0 || isAsking) return
    isAsking = true
    try {
      broadcasts.endRevoked(await findRevokedAmong(database, keyIds))
    } catch {
      // The database is away: nobody can have revoked a key in it. The next second asks again.
    } finally {
      isAsking = false
    }
  }, INTERVAL_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
