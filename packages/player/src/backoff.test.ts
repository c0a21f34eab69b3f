import { expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'

it('doubles up to its cap, and waits between half and all of the step', () => {
  const steps = [0, 1, 2, 50].map((attempt) => backoffMs({ attempt, firstMs: 500, mostMs: 1500, random: 0.999999 }))
  expect(steps).toEqual([500, 1000, 1500, 1500])
  expect(backoffMs({ attempt: 0, firstMs: 500, mostMs: 1500, random: 0 })).toBe(250)
})
