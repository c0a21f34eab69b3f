/** Viewer sessions that are kept out of the swarms, because of what several others said of them. */

export class Bans {
  readonly #untilMs = new Map<string, number>()
  readonly #onBan: (session: string) => void

  /** @param onBan called at once for each ban that is new */
  constructor(onBan: (session: string) => void) {
    this.#onBan = onBan
  }

  /** A ban that runs longer already stays as it is. */
  ban(session: string, untilMs: number): void {
    const known = this.#untilMs.get(session)
    this.#untilMs.set(session, Math.max(known ?? 0, untilMs))
    if (known === undefined) this.#onBan(session)
  }

  isBanned(session: string, nowMs: number): boolean {
    return (this.#untilMs.get(session) ?? 0) > nowMs
  }

  forget(nowMs: number): void {
    for (const [session, untilMs] of this.#untilMs) {
      if (untilMs <= nowMs) this.#untilMs.delete(session)
    }
  }
}
