/** Addresses that come with bad tickets again and again: they get no answer any more, whoever else is behind them does. */

import type { IncomingMessage } from 'node:http'
import { type BucketSize, fullBucket, type TokenBucket, take } from '../token-bucket.ts'

/** A school whose tickets all ended while it slept. */
const ANSWERS: BucketSize = { capacity: 200, perSecond: 10 }
/** Address blocks that are watched at once; when there are more, all begin anew. */
const MOST_BLOCKS = 10_000

export class BadTickets {
  readonly #answers = new Map<string, TokenBucket>()

  /** Whether a refusal is worth an answer still. */
  mayAnswer(block: string, nowMs: number): boolean {
    const bucket = this.#answers.get(block) ?? fullBucket(ANSWERS, nowMs)
    const rest = take(bucket, ANSWERS, 1, nowMs)
    if (this.#answers.size >= MOST_BLOCKS) this.#answers.clear()
    this.#answers.set(block, rest ?? bucket)
    return rest !== null
  }
}

/** Behind a proxy, what it wrote: the last of X-Forwarded-For. */
export function clientAddress(request: IncomingMessage, trustProxy: boolean): string | undefined {
  const header = request.headers['x-forwarded-for']
  const forwarded = trustProxy
    ? String(header ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : undefined
  return forwarded || request.socket.remoteAddress
}
