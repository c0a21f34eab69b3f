/** Those who asked for a playlist before its next segment was there (RFC 8216bis, 6.2.5.2), until it is. */

import type { Timeline } from './timeline.ts'

/** What is looked at of an index. */
export type Awaited = Pick<Timeline, 'nextNumber' | 'endedAtMs' | 'targetSeconds'> & {
  latestEpoch: { number: number } | null
}
/** `over` is also said when there is no room to wait: the playlist as it is will do. */
export type SegmentOutcome = 'listed' | 'over' | 'too-far' | 'timed-out'

type Waiter = { number: number; epoch: number | null; settle: (outcome: SegmentOutcome) => void }

/** Further ahead than that a client asks for what nobody can know (RFC 8216bis, 6.2.5.2). */
const FURTHEST_AHEAD = 2
/** A connection each, and a small closure. */
const MOST_WAITING = 5000
const MOST_TARGET_DURATIONS = 3

export class SegmentWaiters implements Disposable {
  readonly #timeline: Awaited
  readonly #waiting = new Set<Waiter>()
  #isClosed = false

  constructor(timeline: Awaited) {
    this.#timeline = timeline
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** @param epoch null: of any. @param signal of a client that may hang up */
  waitFor(number: number, epoch: number | null, signal: AbortSignal): Promise<SegmentOutcome> | SegmentOutcome {
    const outcome = this.#outcomeOf(number, epoch)
    if (outcome) return outcome
    if (number >= this.#timeline.nextNumber + FURTHEST_AHEAD) return 'too-far'
    if (this.#isClosed || this.#waiting.size >= MOST_WAITING || signal.aborted) return 'over'
    return new Promise((resolve) => {
      const settle = (outcome: SegmentOutcome) => {
        clearTimeout(timer)
        signal.removeEventListener('abort', hangUp)
        this.#waiting.delete(waiter)
        resolve(outcome)
      }
      const waiter: Waiter = { number, epoch, settle }
      const timer = setTimeout(settle, MOST_TARGET_DURATIONS * this.#timeline.targetSeconds * 1000, 'timed-out')
      const hangUp = () => settle('over')
      signal.addEventListener('abort', hangUp)
      this.#waiting.add(waiter)
    })
  }

  /** To be called whenever there is something new. */
  look(): void {
    for (const { number, epoch, settle } of [...this.#waiting]) {
      const outcome = this.#outcomeOf(number, epoch)
      if (outcome) settle(outcome)
    }
  }

  [Symbol.dispose](): void {
    this.#isClosed = true
    for (const { settle } of [...this.#waiting]) settle('over')
  }

  #outcomeOf(number: number, epoch: number | null): SegmentOutcome | null {
    const { nextNumber, endedAtMs, latestEpoch } = this.#timeline
    if (number < nextNumber) return 'listed'
    return endedAtMs !== null || (epoch !== null && epoch < (latestEpoch?.number ?? 0)) ? 'over' : null
  }
}
