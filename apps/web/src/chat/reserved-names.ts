/** The names that no guest may have, nor anything that looks like them: those of accounts, of channels and of this server. */

import { takenNames } from '@shoal/db/chat-rooms'
import type { Database } from '@shoal/db/database'
import { nameSkeleton, spellFlags } from './look-alikes.ts'

/** A whole school that comes at once costs one reading. */
const FRESH_MS = 1000

export type IsReserved = (name: string) => Promise<boolean>

export function createReservedNames(db: Database): IsReserved {
  let readAtMs = 0
  let reading: Promise<ReadonlySet<string>> | null = null
  return async (name) => {
    if (reading === null || Math.abs(Date.now() - readAtMs) > FRESH_MS) {
      readAtMs = Date.now()
      reading = takenNames(db).then((names) => new Set(names.map(nameSkeleton)))
      reading.catch(() => {
        reading = null
      })
    }
    const taken = await reading
    return [name, spellFlags(name)].map(nameSkeleton).some((skeleton) => skeleton !== '' && taken.has(skeleton))
  }
}
