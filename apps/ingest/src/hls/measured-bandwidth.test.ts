import { expect, it } from 'vitest'
import { measureBandwidth } from './measured-bandwidth.ts'

const sized = (...sizes: [bytes: number, durationSeconds: number][]) =>
  sizes.map(([bytes, durationSeconds]) => ({ bytes, durationSeconds }))

it.each([
  ['equal segments', sized([250_000, 2], [250_000, 2]), 1_000_000, 1_000_000],
  ['a large one', sized([250_000, 2], [500_000, 2], [250_000, 2]), 2_000_000, 1_333_334],
  ['a short one, only together with its neighbour', sized([250_000, 2], [250_000, 0.5]), 1_600_000, 1_600_000],
  ['nothing but a short one', sized([1000, 0.5]), 16_000, 16_000],
])('measures %s', (_, segments, bandwidth, averageBandwidth) => {
  expect(measureBandwidth(segments, 2)).toEqual({ bandwidth, averageBandwidth })
})

it('knows nothing without segments', () => {
  expect(measureBandwidth([], 2)).toBeNull()
})
