/** When a delivery that did not arrive is tried again: at growing distances, over about a day. */

const FIRST_MS = 10_000
const FACTOR = 3
const LONGEST_MS = 4 * 3600_000
/** 10 s, 30 s, 90 s, 4.5, 13.5 and 40 minutes, 2 hours, then five times 4 hours: 23 hours together. */
export const MAX_ATTEMPTS = 13
/** A fifth more or less, so that those which failed together do not come together. */
const JITTER = 0.2

/** Milliseconds until the next attempt after this many; null when it is time to give up. `random` is 0 to 1. */
export function retryDelayMs(attempts: number, random = Math.random()): number | null {
  if (attempts >= MAX_ATTEMPTS) return null
  const plain = Math.min(LONGEST_MS, FIRST_MS * FACTOR ** (attempts - 1))
  return Math.round(plain * (1 + JITTER * (2 * random - 1)))
}
