/** How often something may be asked for, by whoever asks. Kept in this process's memory. */

import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { refuse } from './api.ts'
import { singleton } from './singleton.ts'

export type Limit = { most: number; seconds: number }

const limiters = singleton('rate-limiters', () => new Map<string, RateLimiterMemory>())

/** Counts one; the seconds to wait when that was too often, else null. `name` is the limit's own, `key` who asks. */
export async function overLimit(name: string, key: string, { most, seconds }: Limit): Promise<number | null> {
  const all = limiters()
  const limiter = all.get(name) ?? new RateLimiterMemory({ points: most, duration: seconds })
  all.set(name, limiter)
  try {
    await limiter.consume(key)
    return null
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    return Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
  }
}

/** What was counted before it was known is taken back. */
export async function givePointBack(limiter: RateLimiterMemory, key: string): Promise<void> {
  const { consumedPoints } = await limiter.reward(key)
  if (consumedPoints <= 0) await limiter.delete(key) // its time may have ended meanwhile
}

export function refuseTooMany(waitSeconds: number): Response {
  return refuse(429, 'too-many-requests', { 'Retry-After': String(waitSeconds) })
}
