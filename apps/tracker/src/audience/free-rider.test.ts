import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Conduct, isFreeRider } from './free-rider.ts'

const rider: Conduct = {
  ...{ knownMs: 120_000, claimsToGive: true, takenSeconds: 100, givenSeconds: 1 },
  ...{ askers: 4, asks: 12 },
}

it('is one who takes much, is asked by several, and gives next to nothing', () => {
  expect(isFreeRider(rider)).toBe(true)
})

it.each<[string, Partial<Conduct>]>([
  ['a newcomer', { knownMs: 59_000 }],
  ['one that took little', { takenSeconds: 20, givenSeconds: 0 }],
  ['one that nobody asked', { askers: 0, asks: 0 }],
  ['one that two viewers speak of, however often', { askers: 2, asks: 500 }],
  ['one that was asked a few times', { asks: 5 }],
  ['one that gives a twentieth of what it takes', { givenSeconds: 5 }],
  ['one that says that it does not give', { claimsToGive: false }],
])('%s is none', (_, change) => {
  expect(isFreeRider({ ...rider, ...change })).toBe(false)
})

it('nobody becomes one by giving more or by taking less', () => {
  const seconds = fc.double({ min: 0, max: 300, noNaN: true })
  const conduct = fc.record({ takenSeconds: seconds, givenSeconds: seconds, more: seconds, less: seconds })
  fc.assert(
    fc.property(conduct, ({ takenSeconds, givenSeconds, more, less }) => {
      const before = isFreeRider({ ...rider, takenSeconds, givenSeconds })
      const better = { takenSeconds: Math.max(0, takenSeconds - less), givenSeconds: givenSeconds + more }
      if (!before) expect(isFreeRider({ ...rider, ...better })).toBe(false)
    }),
  )
})
