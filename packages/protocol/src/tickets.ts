/** Tickets as they come in, again and again: each is verified once, and remembered until it ends. */

import { createHash, type KeyObject } from 'node:crypto'
import type { TicketClaims } from './ticket.ts'
import { type Verdict, verifyTicket } from './verify-ticket.ts'

/** About 25 MB. A viewer shows one ticket after the other. */
const MOST_REMEMBERED = 50_000

export class Tickets {
  readonly #keys: () => readonly KeyObject[]
  readonly #most: number
  /** Digest of the ticket → what it says, the one that was shown longest ago first. */
  readonly #verified = new Map<string, TicketClaims>()

  /** @param keys those that a ticket may be signed with, now. */
  constructor(keys: () => readonly KeyObject[], most = MOST_REMEMBERED) {
    this.#keys = keys
    this.#most = most
  }

  get remembered(): number {
    return this.#verified.size
  }

  async verify(ticket: string, nowMs: number): Promise<Verdict> {
    const digest = createHash('sha256').update(ticket).digest('base64')
    const known = this.#verified.get(digest)
    if (known) {
      this.#verified.delete(digest)
      if (known.exp * 1000 <= nowMs) return { kind: 'expired', claims: known }
      this.#verified.set(digest, known)
      return { kind: 'valid', claims: known }
    }
    const verdict = await verifyTicket({ ticket, keys: this.#keys(), nowMs })
    if (verdict.kind === 'valid') this.#remember(digest, verdict.claims)
    return verdict
  }

  #remember(digest: string, claims: TicketClaims): void {
    this.#verified.set(digest, claims)
    const [oldest] = this.#verified.keys()
    if (this.#verified.size > this.#most && oldest !== undefined) this.#verified.delete(oldest)
  }
}
