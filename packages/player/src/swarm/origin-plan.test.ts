import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OriginQuestion, planOrigin, selectPanicSeconds } from './origin-plan.ts'

const waiting: OriginQuestion = {
  nowMs: 100_000,
  seenAtMs: 100_000,
  startsInSeconds: 6,
  panicSeconds: 1,
  order: null,
  seeders: 1,
  isUnderWay: false,
  isAskedFor: true,
  givers: 5,
  startedAtMs: 0,
  fetchSeconds: 0.1,
}

describe('a segment is fetched from the origin', () => {
  it('at once by its seeders', () => {
    expect(planOrigin({ ...waiting, order: 0 })).toBe('fetch')
    expect(planOrigin({ ...waiting, order: 1, seeders: 2 })).toBe('fetch')
  })

  it('in time by everybody else, and not before', () => {
    expect(planOrigin(waiting)).toEqual({ askAgainInMs: 5000 })
    expect(planOrigin({ ...waiting, startsInSeconds: 1 })).toBe('fetch')
    expect(planOrigin({ ...waiting, startsInSeconds: 1, isUnderWay: true })).toBe('fetch')
  })

  it('by the next in order when its seeder is not heard of', () => {
    const next = { ...waiting, order: 1 }
    expect(planOrigin(next)).toEqual({ askAgainInMs: expect.any(Number) })
    const later = { ...next, nowMs: waiting.nowMs + 2500, startsInSeconds: 3.5 }
    expect(planOrigin(later)).toBe('fetch')
    expect(planOrigin({ ...later, isUnderWay: true })).toEqual({ askAgainInMs: 2500 })
    expect(planOrigin({ ...later, order: 7 })).toEqual({ askAgainInMs: 2500 })
  })

  it('whenever it is asked for where there are no peers, but for a few seconds of waiting for some at the start', () => {
    const alone = { ...waiting, givers: 0 }
    expect(planOrigin(alone)).toBe('fetch')
    expect(planOrigin({ ...alone, startedAtMs: 99_000 })).toEqual({ askAgainInMs: 3000 })
    expect(planOrigin({ ...alone, startedAtMs: 99_000, startsInSeconds: 1.5 })).toBe('fetch')
    expect(planOrigin({ ...alone, startedAtMs: 99_000, fetchSeconds: 2 })).toBe('fetch')
    expect(planOrigin({ ...alone, isAskedFor: false })).toEqual({ askAgainInMs: null })
  })

  it('never later than the panic window, whatever is known', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 30, noNaN: true }),
        fc.double({ min: 0.5, max: 6, noNaN: true }),
        fc.option(fc.nat(50)),
        fc.nat(20),
        fc.boolean(),
        (startsInSeconds, panicSeconds, order, givers, isUnderWay) => {
          const plan = planOrigin({ ...waiting, startsInSeconds, panicSeconds, order, givers, isUnderWay })
          if (startsInSeconds <= panicSeconds) expect(plan).toBe('fetch')
          else if (plan !== 'fetch') {
            expect(plan.askAgainInMs ?? Number.NaN).toBeLessThanOrEqual((startsInSeconds - panicSeconds) * 1000 + 1e-6)
          }
        },
      ),
    )
  })
})

describe('the panic window', () => {
  it('follows the segment’s length and the origin’s speed, with chance in it', () => {
    const usual = { segmentSeconds: 2, fetchSeconds: 0.1, random: 0 }
    expect(selectPanicSeconds(usual)).toBeCloseTo(1.1)
    expect(selectPanicSeconds({ ...usual, segmentSeconds: 1 })).toBeCloseTo(0.75)
    expect(selectPanicSeconds({ ...usual, random: 1 })).toBeCloseTo(1.4)
    expect(selectPanicSeconds({ ...usual, fetchSeconds: 2 })).toBeCloseTo(3.5)
    expect(selectPanicSeconds({ ...usual, fetchSeconds: 20 })).toBe(6)
  })
})
