/** Lets a request through a broadcast's door, or says why not: the ticket has to be of that broadcast and of that door. */

import type { KeyObject } from 'node:crypto'
import type { TicketClaims } from '@shoal/protocol/ticket'
import { Tickets } from '@shoal/protocol/tickets'
import type { Doors } from './doors.ts'

export type DoorRefusal = 'ticket-needed' | 'ticket-ended' | 'ticket-refused'

/** About 2 MB. */
const MOST_REMEMBERED = 4000
/** About 5 MB. */
const MOST_SESSIONS = 20_000

export class DoorKeeper {
  readonly #doors: Pick<Doors, 'nameOf'>
  readonly #tickets: Tickets | null
  /** Viewer session and broadcast → its newest ticket that was shown here, the one that was renewed longest ago first. */
  readonly #newest = new Map<string, TicketClaims>()

  /** @param keys those that a ticket may be signed with, now; null where the secret can't be read: then doors stay shut */
  constructor(doors: Pick<Doors, 'nameOf'>, keys: (() => readonly KeyObject[]) | null) {
    this.#doors = doors
    this.#tickets = keys && new Tickets(keys, MOST_REMEMBERED)
  }

  /** The broadcast is not for everybody. */
  isGuarded(broadcastId: string): boolean {
    return this.#doors.nameOf(broadcastId) !== null
  }

  /**
   * Null lets it through. A ticket that has ended counts as the newest one of its viewer session that was shown here: a
   * player that makes its requests by itself (Safari's) asks with the ticket that it began with, while the page around
   * it renews and shows the next. So what stands in an address is good for as long as its page goes on, and no longer.
   */
  async judge(broadcastId: string, ticket: string | null, nowMs = Date.now()): Promise<DoorRefusal | null> {
    if (ticket === null) return 'ticket-needed'
    const verdict = await this.#tickets?.verify(ticket, nowMs)
    if (!verdict || verdict.kind === 'forged' || verdict.claims.broadcast !== broadcastId) return 'ticket-refused'
    const isNow = verdict.kind === 'valid'
    const shown = isNow ? this.#show(verdict.claims) : this.#newest.get(sessionOf(verdict.claims))
    // Asked now: the door may have been changed meanwhile. A ticket of another door may be renewed at this one.
    const door = this.#doors.nameOf(broadcastId)
    const opens = (claims: TicketClaims) => door === null || claims.door === door
    if (isNow && opens(verdict.claims)) return null
    return shown && shown.exp * 1000 > nowMs && opens(shown) ? null : 'ticket-ended'
  }

  /** The newest of the session, with this one. */
  #show(claims: TicketClaims): TicketClaims {
    const session = sessionOf(claims)
    const known = this.#newest.get(session)
    if (known && known.exp > claims.exp) return known
    this.#newest.delete(session)
    this.#newest.set(session, claims)
    const [oldest] = this.#newest.keys()
    if (this.#newest.size > MOST_SESSIONS && oldest !== undefined) this.#newest.delete(oldest)
    return claims
  }
}

function sessionOf({ broadcast, sub }: TicketClaims): string {
  return `${broadcast} ${sub}`
}
