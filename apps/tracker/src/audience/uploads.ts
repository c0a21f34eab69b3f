/** Uploads that count: what a viewer says it sent, as far as others say that they received it. */

/** What waits for the other side's word; more comes from a viewer whose word nobody confirms. */
const MOST_WAITING_BYTES = 100_000_000

export class Uploads {
  #claimed = 0
  #confirmed = 0

  claim(bytes: number): void {
    this.#claimed = Math.min(this.#claimed + bytes, MOST_WAITING_BYTES)
  }

  confirm(bytes: number): void {
    this.#confirmed = Math.min(this.#confirmed + bytes, MOST_WAITING_BYTES)
  }

  /** Bytes that both sides speak of, and that were not taken before. */
  take(): number {
    const both = Math.min(this.#claimed, this.#confirmed)
    this.#claimed -= both
    this.#confirmed -= both
    return both
  }
}
