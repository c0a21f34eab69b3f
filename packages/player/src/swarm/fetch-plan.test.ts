import { expect, it } from 'vitest'
import { type AwaitedSegment, planFetch } from './fetch-plan.ts'

const at = { nowMs: 10_000, positionSeconds: 100, panicSeconds: 1.5, pollSeconds: 2 }
const segment = (startSeconds: number, change: Partial<AwaitedSegment> = {}): AwaitedSegment => ({
  startSeconds,
  seenAtMs: 10_000,
  rank: 1,
  state: 'missing',
  ...change,
})

it('leaves a new segment to its seeder, and looks again when its own turn comes', () => {
  expect(planFetch({ ...at, awaited: [segment(106)] })).toEqual({ highDemandSeconds: 1.5, lookAgainInMs: 2000 })
})

it('reaches for a segment at once when this viewer is its seeder', () => {
  const plan = planFetch({ ...at, awaited: [segment(106, { rank: 0 })] })
  expect(plan.highDemandSeconds).toBeGreaterThan(6)
  expect(plan.highDemandSeconds).toBeLessThan(8)
})

it('reaches for it when the viewers before this one have let their turn pass', () => {
  const plan = planFetch({ ...at, awaited: [segment(106, { rank: 2, seenAtMs: 7300 })] })
  expect(plan.highDemandSeconds).toBeGreaterThan(6)
})

it('never reaches past a segment that a peer is sending or another viewer is to fetch', () => {
  const own = segment(108, { rank: 0 })
  expect(planFetch({ ...at, awaited: [segment(106, { state: 'from-peer' }), own] }).highDemandSeconds).toBe(1.5)
  expect(planFetch({ ...at, awaited: [segment(106), own] }).highDemandSeconds).toBe(1.5)
  const behindOwnFetch = planFetch({ ...at, awaited: [segment(106, { state: 'from-origin' }), own] })
  expect(behindOwnFetch.highDemandSeconds).toBeGreaterThan(8)
})

it('looks again in time for the panic window, even while a peer is sending', () => {
  expect(planFetch({ ...at, awaited: [segment(102, { state: 'from-peer' })] }).lookAgainInMs).toBe(500)
  expect(planFetch({ ...at, awaited: [segment(102, { rank: 9 })] }).lookAgainInMs).toBe(500)
})
