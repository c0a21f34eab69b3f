/** Slows down an address that tries stream keys: so many wrong ones a minute, then it is not listened to. */

import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

export type GuessLimit = {
  isBlocked(address: string): Promise<boolean>
  countGuess(address: string): Promise<void>
}

export function createGuessLimit({ guesses, seconds }: { guesses: number; seconds: number }): GuessLimit {
  const limiter = new RateLimiterMemory({ points: guesses, duration: seconds })
  return {
    async isBlocked(address) {
      const known = await limiter.get(networkOf(address))
      return known !== null && known.consumedPoints >= guesses
    },
    async countGuess(address) {
      try {
        await limiter.consume(networkOf(address))
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error
      }
    },
  }
}

/** One household has a whole /64 of IPv6 addresses. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':').filter(Boolean)
  const last = (tail ?? '').split(':').filter(Boolean)
  while (tail !== undefined && groups.length + last.length < 8) groups.push('0')
  return `${[...groups, ...last]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
