/** Looks each moment whether somebody has revoked a publisher's key, asked for something, or changed a door. */

import type { Database } from '@shoal/db/database'
import { takeIngestCommands } from '@shoal/db/ingest-commands'
import { ingestNews } from '@shoal/db/ingest-watch'
import type { Doors } from '../door/doors.ts'
import type { Commands } from './commands.ts'
import type { LiveBroadcasts } from './live-broadcasts.ts'
import { isTestPictureKey } from './test-picture.ts'

/** A revoked key is to be cut off within a second of the press, slow queries on both sides and all. */
const INTERVAL_MS = 150

type WatchParts = { database: Database; broadcasts: LiveBroadcasts; doors: Doors; commands: Commands }

export function startDatabaseWatch({ database, broadcasts, doors, commands }: WatchParts): Disposable {
  let isAsking = false
  const look = async () => {
    const keyIds = broadcasts.current.flatMap(({ publication }) => publication?.publisher.keyId ?? [])
    const now = new Date()
    const news = await ingestNews(database, {
      ...{ keyIds: keyIds.filter((id) => !isTestPictureKey(id)), now },
      doorsSince: doors.since,
    })
    broadcasts.endRevoked(news.revokedKeyIds)
    broadcasts.tellKeyEnds(news.keyEnds)
    if (news.hasChangedDoors) await doors.refresh(database)
    if (news.hasCommands) for (const command of await takeIngestCommands(database, now)) commands.obey(command)
  }
  const timer = setInterval(() => {
    if (isAsking) return
    isAsking = true
    look()
      // The database is away: nobody can have changed anything in it. The next time asks again.
      .catch(() => {})
      .finally(() => {
        isAsking = false
      })
  }, INTERVAL_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
