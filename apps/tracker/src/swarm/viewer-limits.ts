/** What one viewer session may do in a time, through however many connections; its address does not matter. */

import { type BucketSize, fullBucket, take } from '../token-bucket.ts'

/** A flash crowd makes an early viewer answer some forty offers at once; announces are one a rung each 15 s. */
const MESSAGES: BucketSize = { capacity: 150, perSecond: 10 }
/** Five an announce, and more while rungs change: who joins and leaves to collect addresses runs out of them. */
const OFFERS: BucketSize = { capacity: 60, perSecond: 1 }
/** A network that comes and goes. */
const CONNECTIONS: BucketSize = { capacity: 20, perSecond: 0.5 }
/** All of them are full again by then. */
const FULL_AFTER_MS = 60_000

export class ViewerLimits {
  #messages
  #offers
  #connections
  #usedAtMs: number

  constructor(nowMs: number) {
    this.#messages = fullBucket(MESSAGES, nowMs)
    this.#offers = fullBucket(OFFERS, nowMs)
    this.#connections = fullBucket(CONNECTIONS, nowMs)
    this.#usedAtMs = nowMs
  }

  mayConnect(nowMs: number): boolean {
    this.#usedAtMs = nowMs
    const rest = take(this.#connections, CONNECTIONS, 1, nowMs)
    this.#connections = rest ?? this.#connections
    return rest !== null
  }

  maySay(nowMs: number): boolean {
    this.#usedAtMs = nowMs
    const rest = take(this.#messages, MESSAGES, 1, nowMs)
    this.#messages = rest ?? this.#messages
    return rest !== null
  }

  mayOffer(count: number, nowMs: number): boolean {
    const rest = take(this.#offers, OFFERS, count, nowMs)
    this.#offers = rest ?? this.#offers
    return rest !== null
  }

  /** Nothing is lost by forgetting it. */
  isFull(nowMs: number): boolean {
    return nowMs - this.#usedAtMs > FULL_AFTER_MS
  }
}
