import { expect, it } from 'vitest'
import { MAX_ATTEMPTS, retryDelayMs } from './retry-delay.ts'

const delays = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => retryDelayMs(index + 1, 0.5) ?? 0)

it('tries again at growing distances, which are capped', () => {
  expect(delays.slice(0, 4)).toEqual([10_000, 30_000, 90_000, 270_000])
  expect(Math.max(...delays)).toBe(4 * 3600_000)
  expect(delays.toSorted((a, b) => a - b)).toEqual(delays)
})

it('goes on for about a day, then gives up', () => {
  const hours = delays.reduce((sum, one) => sum + one, 0) / 3600_000
  expect(hours).toBeGreaterThan(20)
  expect(hours).toBeLessThan(28)
  expect(retryDelayMs(MAX_ATTEMPTS)).toBeNull()
})

it('scatters', () => {
  expect([retryDelayMs(1, 0), retryDelayMs(1, 1)]).toEqual([8000, 12_000])
})
