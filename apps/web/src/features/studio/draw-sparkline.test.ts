import { expect, it } from 'vitest'
import { drawSparkline } from './draw-sparkline.ts'

const from = (...values: (number | null)[]) => values.map((value, index) => ({ atMs: 60_000 + index * 4000, value }))

it('fills its width with what there is', () => {
  expect(drawSparkline(from(1, 3, 2))).toBe('M0.0 26.0L60.0 2.0L120.0 14.0')
  expect(drawSparkline(from(null, 1, 2, 3, null))).toMatch(/^M0\.0 .*L120\.0 /)
})

it('keeps a figure that hardly moves in the middle', () => {
  expect(drawSparkline(from(100, 100, 101))).toBe('M0.0 14.6L60.0 14.6L120.0 13.4')
})

it('draws nothing of a moment', () => {
  expect([drawSparkline([]), drawSparkline(from(null, null, null)), drawSparkline(from(1, 2))]).toEqual([
    null,
    null,
    null,
  ])
})
