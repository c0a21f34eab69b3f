import { expect, it } from 'vitest'
import { fullBucket, refill, take } from './token-bucket.ts'

const size = { capacity: 4, perSecond: 2 }

it('gives what it holds and no more', () => {
  const rest = take(fullBucket(size, 0), size, 3, 0)
  expect(rest).toEqual({ tokens: 1, atMs: 0 })
  expect(take({ tokens: 1, atMs: 0 }, size, 2, 0)).toBeNull()
})

it('fills up with time, to its capacity', () => {
  expect(refill({ tokens: 0, atMs: 0 }, size, 500).tokens).toBe(1)
  expect(refill({ tokens: 0, atMs: 0 }, size, 60_000).tokens).toBe(4)
})

it('loses nothing when the clock is set back', () => {
  expect(refill({ tokens: 2, atMs: 1000 }, size, 0).tokens).toBe(2)
})
