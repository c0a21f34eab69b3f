import { describe, expect, it } from 'vitest'
import { announceDelayMs, MAX_LINKS, planOffers, type RosterCounts } from './announce-plan.ts'

const nobody: RosterCounts = { links: 0, linksHere: 0, known: 0, knownHere: 0, offered: 0 }
const linkedTo = (count: number): RosterCounts => ({
  ...{ links: count, linksHere: count, known: count, knownHere: count, offered: 0 },
})

describe('the number of offers', () => {
  const plan = (size: number, counts: RosterCounts, isReturning = false) =>
    planOffers({ size, leastPeers: 3, counts, isReturning })

  it('is none while the swarm is too small, or not known', () => {
    expect([0, 1, 2].map((size) => plan(size, nobody))).toEqual([0, 0, 0])
  })

  it('is one for everybody in a small swarm, and three in a large one', () => {
    expect([3, 5, 6, 500].map((size) => plan(size, nobody))).toEqual([2, 4, 5, 3])
  })

  it('goes down to none as the links come up to twelve', () => {
    expect([9, 11, 12, 20].map((count) => plan(100, linkedTo(count)))).toEqual([3, 1, 0, 0])
  })

  it('counts peers who are about to be linked', () => {
    expect(plan(100, { ...nobody, known: 10, knownHere: 10 })).toBe(2)
  })

  it('is none when all of the swarm are known already', () => {
    expect(plan(5, linkedTo(4))).toBe(0)
  })

  it('leaves out those who are linked from another swarm', () => {
    expect(plan(5, { ...linkedTo(4), linksHere: 0, knownHere: 0 })).toBe(4)
  })

  it('is held back by offers that may be answered yet', () => {
    expect(plan(100, { ...nobody, offered: 8 })).toBe(2)
    expect(plan(100, { ...nobody, offered: 10 })).toBe(0)
  })

  it('is one at least when the tracker has come back, for those who came meanwhile', () => {
    expect(plan(100, linkedTo(12), true)).toBe(1)
    expect(plan(100, linkedTo(MAX_LINKS), true)).toBe(0)
  })
})

describe('the time to the next announce', () => {
  const delay = (size: number, links: number, { quickTries = 0, random = 0.5, intervalMs = 15_000 } = {}) =>
    announceDelayMs({ size, leastPeers: 3, counts: linkedTo(links), intervalMs, quickTries, random })

  it('is what the tracker says, give or take a tenth', () => {
    expect([0, 0.5, 1].map((random) => delay(100, 5, { random }))).toEqual([13_500, 15_000, 16_500])
  })

  it('is short while there are too few links, and grows when that does not help', () => {
    expect([0, 1, 2, 9].map((quickTries) => delay(100, 2, { quickTries }))).toEqual([3000, 6000, 12_000, 15_000])
  })

  it('does not hurry when there is nobody else to be linked to', () => {
    expect(delay(3, 2)).toBe(15_000)
  })

  it('asks a swarm that is too small again soon, and then at the pace of the tracker', () => {
    expect([0, 1, 2, 3, 4].map((quickTries) => delay(2, 0, { quickTries }))).toEqual([1500, 3000, 6000, 12_000, 15_000])
  })

  it('is longer from eight links on, but not so long that the tracker forgets us', () => {
    expect([0, 1].map((random) => delay(100, 8, { random }))).toEqual([73_500, 76_500])
    expect([0, 1].map((random) => delay(100, 8, { random, intervalMs: 240_000 }))).toEqual([216_000, 300_000])
  })

  it('is not the minutes that the tracker asked for when there were more links', () => {
    expect(delay(100, 5, { intervalMs: 240_000 })).toBe(30_000)
  })
})
