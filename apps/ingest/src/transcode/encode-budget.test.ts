import { expect, it } from 'vitest'
import { EncodeBudget } from './encode-budget.ts'

it('lends 70 % of what the machine encodes, to all broadcasts together', () => {
  const budget = new EncodeBudget(100)
  expect(budget.left).toBe(70)
  budget.reserve('a', 30)
  budget.reserve('b', 25)
  expect(budget.left).toBe(15)
  budget.reserve('a', 10)
  expect(budget.left).toBe(35)
  budget.reserve('c', 90)
  expect(budget.left).toBe(0)
  budget.release('c')
  budget.release('b')
  budget.release('unknown')
  expect(budget.left).toBe(60)
})
