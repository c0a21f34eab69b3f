/** Hands the origin's sums to the database every few seconds, and once more at the end. */

import { addOriginRollups } from '@shoal/db/roll-ups'
import type { DatabaseQueue } from '../broadcast/database-queue.ts'
import type { OriginBytes } from './origin-bytes.ts'

/** Shorter than a slot, so that the dashboard moves while people watch. */
const INTERVAL_MS = 2000
/** While the database is away the sums wait here, one row a slot, and not as a write every two seconds. */
const MOST_WAITING_WRITES = 20

export function startOriginRollup(bytes: OriginBytes, database: DatabaseQueue): Disposable {
  const hand = () => {
    const rows = bytes.take()
    if (rows.length > 0) database.add('add origin roll-ups', (db) => addOriginRollups(db, rows))
  }
  const timer = setInterval(() => {
    if (database.length < MOST_WAITING_WRITES) hand()
  }, INTERVAL_MS)
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer)
      hand()
    },
  }
}
