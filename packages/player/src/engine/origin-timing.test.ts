import { expect, it } from 'vitest'
import { originTiming } from './origin-timing.ts'

it('makes a segment of 1 MB at 8 Mbit/s look like a second of loading, whoever brought it', () => {
  const { start, first, end } = originTiming({ bytes: 1_000_000, bitsPerSecond: 8_000_000, endMs: 5000 })
  expect(end - first).toBe(1000)
  expect(first).toBeGreaterThan(start)
  expect(end).toBe(5000)
})
