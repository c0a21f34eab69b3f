/** The newest ticket that each viewer session has shown: with a report, or as it opened a connection. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import type { TicketClaims } from '@shoal/protocol/ticket'

export type Renewal = { broadcast: string; mode: P2pMode; expiresAtMs: number }

export class Renewals {
  readonly #bySession = new Map<string, Renewal>()
  readonly #onRenewed: (session: string) => void

  /** @param onRenewed called when a session's newest ticket has another mode or broadcast than the one before */
  constructor(onRenewed: (session: string) => void) {
    this.#onRenewed = onRenewed
  }

  /** Sessions that are remembered. */
  get size(): number {
    return this.#bySession.size
  }

  /** Call with verified claims alone. An older ticket than the one known changes nothing. */
  show(claims: TicketClaims): void {
    const known = this.#bySession.get(claims.sub)
    const { broadcast, mode } = claims
    const expiresAtMs = claims.exp * 1000
    if (known && known.expiresAtMs > expiresAtMs) return
    if (known?.expiresAtMs === expiresAtMs && known.mode === 'off') return // signed within a second: consent is not given by chance
    this.#bySession.set(claims.sub, { broadcast, mode, expiresAtMs })
    if (known?.mode !== mode || known.broadcast !== broadcast) this.#onRenewed(claims.sub)
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
