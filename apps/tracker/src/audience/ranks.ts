/** Numbers from 0 without a gap for those that hold one, each the same for as long as possible. */

export class Ranks<Holder> {
  readonly #holders: Holder[] = []
  readonly #rankOf = new Map<Holder, number>()

  get size(): number {
    return this.#holders.length
  }

  of(holder: Holder): number | null {
    return this.#rankOf.get(holder) ?? null
  }

  give(holder: Holder): void {
    if (this.#rankOf.has(holder)) return
    this.#rankOf.set(holder, this.#holders.push(holder) - 1)
  }

  /** The one with the highest rank moves into the hole; nobody else's changes. */
  take(holder: Holder): void {
    const rank = this.#rankOf.get(holder)
    if (rank === undefined) return
    this.#rankOf.delete(holder)
    const last = this.#holders.pop()
    if (last === undefined || last === holder) return
    this.#holders[rank] = last
    this.#rankOf.set(last, rank)
  }
}
