import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OriginQuestion, planOrigin, planPastOrigin, selectPanicSeconds } from './origin-plan.ts'

const waiting: OriginQuestion = {
  nowMs: 100_000,
  seenAtMs: 100_000,
  startsInSeconds: 6,
  panicSeconds: 1,
  isOld: false,
  order: null,
  hesitationMs: 0,
  seeders: 1,
  isUnderWay: false,
  isAskedFor: true,
  givers: 5,
  startedAtMs: 0,
  fetchSeconds: 0.1,
}

describe('a segment is fetched from the origin', () => {
  it('at once by its seeders', () => {
    expect(planOrigin({ ...waiting, order: 0 })).toEqual({ fetch: 'seeds' })
    expect(planOrigin({ ...waiting, order: 1, seeders: 2 })).toEqual({ fetch: 'seeds' })
  })

  it('in time by everybody else, and not before', () => {
    expect(planOrigin(waiting)).toEqual({ askAgainInMs: 5000 })
    expect(planOrigin({ ...waiting, startsInSeconds: 1 })).toEqual({ fetch: 'late' })
    expect(planOrigin({ ...waiting, startsInSeconds: 1, isUnderWay: true })).toEqual({ fetch: 'late' })
  })

  it('by the next in order when its seeder is not heard of', () => {
    const next = { ...waiting, order: 1 }
    expect(planOrigin(next)).toEqual({ askAgainInMs: expect.any(Number) })
    const later = { ...next, nowMs: waiting.nowMs + 2500, startsInSeconds: 3.5 }
    expect(planOrigin(later)).toEqual({ fetch: 'stands-in' })
    expect(planOrigin({ ...later, isUnderWay: true })).toEqual({ askAgainInMs: 2500 })
    expect(planOrigin({ ...later, order: 7 })).toEqual({ askAgainInMs: 2500 })
  })

  it('by a seeder without a rank, unless a neighbour fetches it first', () => {
    const unranked = { ...waiting, order: 0, hesitationMs: 200 }
    expect(planOrigin(unranked)).toEqual({ askAgainInMs: 200 })
    const later = { ...unranked, nowMs: waiting.nowMs + 200, startsInSeconds: 5.8 }
    expect(planOrigin(later)).toEqual({ fetch: 'seeds' })
    expect(planOrigin({ ...later, isUnderWay: true })).toEqual({ askAgainInMs: 4800 })
  })

  it('by one of a crowd where it is older than all of them, and by the next when that one is not heard of', () => {
    const old = { ...waiting, isOld: true, order: 0 }
    expect(planOrigin(old)).toEqual({ askAgainInMs: expect.closeTo(2400) })
    expect(planOrigin({ ...old, startsInSeconds: 2.5 })).toEqual({ fetch: 'stands-in' })
    expect(planOrigin({ ...old, startsInSeconds: 2.5, isUnderWay: true })).toEqual({ askAgainInMs: 1500 })
    expect(planOrigin({ ...old, startsInSeconds: 3, order: 1 })).toEqual({ askAgainInMs: expect.closeTo(300) })
    expect(planOrigin({ ...old, startsInSeconds: 2.5, order: 7 })).toEqual({ askAgainInMs: 1500 })
    expect(planOrigin({ ...old, startsInSeconds: 1 })).toEqual({ fetch: 'late' })
  })

  it('whenever it is asked for where there are no peers, but for a few seconds of waiting for some at the start', () => {
    const alone = { ...waiting, givers: 0 }
    expect(planOrigin(alone)).toEqual({ fetch: 'alone' })
    expect(planOrigin({ ...alone, startedAtMs: 99_000 })).toEqual({ askAgainInMs: 3000 })
    expect(planOrigin({ ...alone, startedAtMs: 99_000, startsInSeconds: 1.1 })).toEqual({ fetch: 'alone' })
    expect(planOrigin({ ...alone, startedAtMs: 99_000, fetchSeconds: 2 })).toEqual({ fetch: 'alone' })
    expect(planOrigin({ ...alone, isAskedFor: false })).toEqual({ askAgainInMs: null })
  })

  it('never later than the panic window, whatever is known', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 30, noNaN: true }),
        fc.double({ min: 0.5, max: 6, noNaN: true }),
        fc.option(fc.nat(50)),
        fc.nat(20),
        fc.record({ isUnderWay: fc.boolean(), isOld: fc.boolean(), hesitationMs: fc.nat(300) }),
        (startsInSeconds, panicSeconds, order, givers, about) => {
          const plan = planOrigin({ ...waiting, startsInSeconds, panicSeconds, order, givers, ...about })
          if (startsInSeconds <= panicSeconds) expect(plan).toHaveProperty('fetch')
          else if ('askAgainInMs' in plan) {
            expect(plan.askAgainInMs ?? Number.NaN).toBeLessThanOrEqual((startsInSeconds - panicSeconds) * 1000 + 1e-6)
          }
        },
      ),
    )
  })
})

describe('the panic window', () => {
  const pace = { fetchSeconds: 0.1, spreadSeconds: 0, latenessSeconds: 0 }

  it('follows the origin’s speed once that is known, with chance in it', () => {
    expect(selectPanicSeconds({ ...pace, fetchSeconds: 0 }, 0)).toBeCloseTo(1.1)
    expect(selectPanicSeconds(pace, 0)).toBeCloseTo(0.6)
    expect(selectPanicSeconds(pace, 1)).toBeCloseTo(0.85)
    expect(selectPanicSeconds({ ...pace, fetchSeconds: 1 }, 0)).toBeCloseTo(2.4)
    expect(selectPanicSeconds({ ...pace, fetchSeconds: 20 }, 0)).toBe(6)
  })

  it('is longer where the origin is now fast, now slow, and where the machine is late', () => {
    expect(selectPanicSeconds({ ...pace, spreadSeconds: 0.2 }, 0)).toBeCloseTo(0.68)
    expect(selectPanicSeconds({ ...pace, latenessSeconds: 0.1 }, 0)).toBeCloseTo(0.75)
  })

  it('is always longer than a fetch takes', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 3, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (fetchSeconds, random) => {
          const seconds = selectPanicSeconds({ ...pace, fetchSeconds }, random)
          expect(seconds).toBeGreaterThan(Math.min(1.9 * fetchSeconds, 5.9))
        },
      ),
    )
  })
})

describe('a segment of the past', () => {
  it('comes from the origin at once where no peer has it, and not before it is asked for', () => {
    expect(planPastOrigin({ ...waiting, startsInSeconds: 29 })).toEqual({ fetch: 'alone' })
    expect(planPastOrigin({ ...waiting, isAskedFor: false })).toEqual({ askAgainInMs: null })
    expect(planPastOrigin({ ...waiting, isAskedFor: false, startsInSeconds: 0.1 })).toEqual({ askAgainInMs: null })
  })

  it('is left to the peer that has it while there is a buffer of 10 s, or a slow peer would keep it shorter', () => {
    const held = { ...waiting, isUnderWay: true }
    expect(planPastOrigin({ ...held, startsInSeconds: 25 })).toEqual({ askAgainInMs: 15_000 })
    expect(planPastOrigin({ ...held, startsInSeconds: 9.9 })).toEqual({ fetch: 'late' })
    expect(planPastOrigin({ ...held, startsInSeconds: 11, panicSeconds: 12 })).toEqual({ fetch: 'late' })
    expect(planPastOrigin({ ...held, startsInSeconds: 9.9, isAskedFor: false })).toEqual({ askAgainInMs: null })
  })

  it('waits for company in the first seconds alone, and with a buffer', () => {
    const alone = { ...waiting, givers: 0 }
    const starting = { ...alone, startedAtMs: alone.nowMs - 500 }
    expect(planPastOrigin(alone)).toEqual({ fetch: 'alone' })
    expect(planPastOrigin(starting)).toEqual({ askAgainInMs: expect.any(Number) })
    expect(planPastOrigin({ ...starting, startsInSeconds: 4 })).toEqual({ fetch: 'alone' })
  })
})
