/** The newest ticket that each viewer session has shown: the loader repeats the URL of its first one for ever. */

import type { P2pMode, TicketClaims } from '@shoal/protocol/ticket'

export type Renewal = { broadcast: string; mode: P2pMode; expiresAtMs: number }

export class Renewals {
  readonly #bySession = new Map<string, Renewal>()

  /** Call with verified claims alone. An older ticket than the one known changes nothing. */
  show(claims: TicketClaims): void {
    const known = this.#bySession.get(claims.sub)
    const expiresAtMs = claims.exp * 1000
    if (known && known.expiresAtMs > expiresAtMs) return
    this.#bySession.set(claims.sub, { broadcast: claims.broadcast, mode: claims.mode, expiresAtMs })
  }

  newest(session: string): Renewal | undefined {
    return this.#bySession.get(session)
  }

  /** Forgets what ended before `beforeMs`. */
  forget(beforeMs: number): void {
    for (const [session, renewal] of this.#bySession) {
      if (renewal.expiresAtMs < beforeMs) this.#bySession.delete(session)
    }
  }
}
