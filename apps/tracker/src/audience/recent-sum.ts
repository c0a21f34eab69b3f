/** A sum over the last three minutes, in steps of half a minute: small enough to keep several for each viewer. */

const STEP_MS = 30_000
const STEPS = 6
export const RECENT_SECONDS = (STEP_MS * STEPS) / 1000

export class RecentSum {
  readonly #steps: number[] = Array(STEPS).fill(0)
  #newest = Number.NEGATIVE_INFINITY

  add(amount: number, nowMs: number): void {
    const at = this.#turn(nowMs) % STEPS
    this.#steps[at] = (this.#steps[at] ?? 0) + amount
  }

  sum(nowMs: number): number {
    this.#turn(nowMs)
    let sum = 0
    for (const amount of this.#steps) sum += amount
    return sum
  }

  /** Empties the steps that are over; the clock may be set back. */
  #turn(nowMs: number): number {
    const step = Math.floor(nowMs / STEP_MS)
    if (step <= this.#newest) return this.#newest
    const first = Math.max(this.#newest + 1, step - STEPS + 1)
    for (let over = first; over <= step; over++) this.#steps[over % STEPS] = 0
    this.#newest = step
    return step
  }
}
