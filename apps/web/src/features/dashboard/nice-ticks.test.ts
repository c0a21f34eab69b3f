import { expect, it } from 'vitest'
import { niceTicks } from './nice-ticks.ts'

it('ends an axis at a round number, in even steps', () => {
  expect(niceTicks(0.9)).toEqual([0, 0.25, 0.5, 0.75, 1])
  expect(niceTicks(5)).toEqual([0, 2, 4, 6])
  expect(niceTicks(0.04)).toEqual([0, 0.01, 0.02, 0.03, 0.04])
  expect(niceTicks(371)).toEqual([0, 100, 200, 300, 400])
  expect(niceTicks(8.1)).toEqual([0, 2.5, 5, 7.5, 10])
})

it('counts in whole steps', () => {
  expect(niceTicks(1, { isWhole: true })).toEqual([0, 1])
  expect(niceTicks(9, { isWhole: true })).toEqual([0, 5, 10])
  expect(niceTicks(137, { isWhole: true })).toEqual([0, 50, 100, 150])
})

it('has a scale where there is nothing, and nothing above the last tick', () => {
  expect(niceTicks(0).length).toBeGreaterThan(1)
  for (let highest = 0.013; highest < 1e9; highest *= 1.37) {
    const ticks = niceTicks(highest)
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest)
    expect(ticks.length).toBeLessThanOrEqual(6)
  }
})
