import { expect, it } from 'vitest'
import { addMs, elapsedMs } from './source-time.ts'

it('counts across the wrap-around, both ways', () => {
  expect(elapsedMs(2 ** 32 - 10, 5)).toBe(15)
  expect(elapsedMs(5, 2 ** 32 - 10)).toBe(-15)
  expect(addMs(2 ** 32 - 10, 15)).toBe(5)
  expect(addMs(5, -15)).toBe(2 ** 32 - 10)
})

it('keeps fractions', () => {
  expect(elapsedMs(1000, 1021.25)).toBeCloseTo(21.25)
  expect(addMs(0, -0.5)).toBeCloseTo(2 ** 32 - 0.5)
})
