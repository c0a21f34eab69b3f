import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Ranks } from './ranks.ts'

it('gives the hole that somebody leaves to the one with the highest rank', () => {
  const ranks = new Ranks<string>()
  for (const holder of ['a', 'b', 'c', 'd']) ranks.give(holder)
  ranks.take('b')
  expect(['a', 'b', 'c', 'd'].map((holder) => ranks.of(holder))).toEqual([0, null, 2, 1])
  ranks.give('e')
  expect(ranks.of('e')).toBe(3)
})

it('has the ranks 0 to size - 1 given out once each, and moves one holder at most, whoever comes and goes', () => {
  const step = fc.record({ holder: fc.integer({ min: 0, max: 20 }), isGiven: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const ranks = new Ranks<number>()
      const all = Array.from({ length: 21 }, (_, holder) => holder)
      for (const { holder, isGiven } of steps) {
        const before = all.map((one) => ranks.of(one))
        if (isGiven) ranks.give(holder)
        else ranks.take(holder)
        const after = all.map((one) => ranks.of(one))
        const given = after.filter((rank) => rank !== null).toSorted((one, other) => one - other)
        expect(given).toEqual(given.map((_, index) => index))
        expect(given).toHaveLength(ranks.size)
        expect(all.filter((one) => one !== holder && before[one] !== after[one]).length).toBeLessThanOrEqual(1)
      }
    }),
  )
})
