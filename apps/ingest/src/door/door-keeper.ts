/** Lets a request through a broadcast's door, or says why not: the ticket has to be of that broadcast and of that door. */

import type { KeyObject } from 'node:crypto'
import { Tickets } from '@shoal/protocol/tickets'
import type { Doors } from './doors.ts'

export type DoorRefusal = 'ticket-needed' | 'ticket-ended' | 'ticket-refused'

/** About 2 MB. */
const MOST_REMEMBERED = 4000

export class DoorKeeper {
  readonly #doors: Pick<Doors, 'nameOf'>
  readonly #tickets: Tickets | null

  /** @param keys those that a ticket may be signed with, now; null where the secret can't be read: then doors stay shut */
  constructor(doors: Pick<Doors, 'nameOf'>, keys: (() => readonly KeyObject[]) | null) {
    this.#doors = doors
    this.#tickets = keys && new Tickets(keys, MOST_REMEMBERED)
  }

  /** The broadcast is not for everybody. */
  isGuarded(broadcastId: string): boolean {
    return this.#doors.nameOf(broadcastId) !== null
  }

  /** Null lets it through. */
  async judge(broadcastId: string, ticket: string | null, nowMs = Date.now()): Promise<DoorRefusal | null> {
    if (ticket === null) return 'ticket-needed'
    const verdict = await this.#tickets?.verify(ticket, nowMs)
    if (verdict?.kind === 'expired') return 'ticket-ended'
    if (verdict?.kind !== 'valid' || verdict.claims.broadcast !== broadcastId) return 'ticket-refused'
    // Asked now: the door may have been changed meanwhile. A ticket of another door may be renewed at this one.
    const door = this.#doors.nameOf(broadcastId)
    return door === null || verdict.claims.door === door ? null : 'ticket-ended'
  }
}
