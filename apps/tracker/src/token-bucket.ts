/** A token bucket as plain values: what is left, and when that was true. */

export type TokenBucket = { tokens: number; atMs: number }

export type BucketSize = {
  /** The most that can be saved up. */
  capacity: number
  perSecond: number
}

export function fullBucket(size: BucketSize, nowMs: number): TokenBucket {
  return { tokens: size.capacity, atMs: nowMs }
}

export function refill(bucket: TokenBucket, size: BucketSize, nowMs: number): TokenBucket {
  const seconds = Math.max(0, nowMs - bucket.atMs) / 1000
  return { tokens: Math.min(size.capacity, bucket.tokens + seconds * size.perSecond), atMs: nowMs }
}

/** The bucket after `amount` was taken, or `null` when it does not hold that much. */
export function take(bucket: TokenBucket, size: BucketSize, amount: number, nowMs: number): TokenBucket | null {
  const now = refill(bucket, size, nowMs)
  return now.tokens < amount ? null : { tokens: now.tokens - amount, atMs: nowMs }
}
