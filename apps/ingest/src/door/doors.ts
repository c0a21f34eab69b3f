/** The doors of all broadcasts that are not open to everybody, in memory: looked at for each request, read from the database when one changed. */

import { changedDoors, type Door, doorName, OPEN_DOOR } from '@shoal/db/broadcast-doors'
import type { Database } from '@shoal/db/database'

/** Clocks differ, and what was begun first may be written last. */
const OVERLAP_MS = 10_000

export class Doors {
  readonly #names = new Map<string, string>()
  #newestMs: number | null = null

  /** Changes at this time or later may not be known yet; null before the first reading. */
  get since(): Date | null {
    return this.#newestMs === null ? null : new Date(this.#newestMs - OVERLAP_MS)
  }

  /** The name that a ticket has to carry; null where none is asked for. */
  nameOf(broadcastId: string): string | null {
    return this.#names.get(broadcastId) ?? null
  }

  set(broadcastId: string, door: Door): void {
    const name = doorName(door)
    if (name === OPEN_DOOR) this.#names.delete(broadcastId)
    else this.#names.set(broadcastId, name)
  }

  /** @throws DatabaseUnreachableError */
  async refresh(database: Database): Promise<void> {
    const askedAtMs = Date.now()
    const changed = await changedDoors(database, this.since)
    // Of a server without such broadcasts there is nothing to read: from now on only what changes is.
    this.#newestMs ??= askedAtMs
    for (const { broadcastId, changedAt, ...door } of changed) {
      this.set(broadcastId, door)
      this.#newestMs = Math.max(this.#newestMs, changedAt.getTime())
    }
  }
}
