import { expect, it } from 'vitest'
import { rebufferBand, rebufferRatio } from './rebuffer-band.ts'

it('is good below one per cent, acceptable up to three, and bad above', () => {
  expect([0, 0.0099, 0.01, 0.03, 0.0301, null].map(rebufferBand)).toEqual([
    ...['good', 'good', 'acceptable', 'acceptable', 'bad', 'none'],
  ])
})

it('is of the time watched, and of nothing where nobody watched', () => {
  expect(rebufferRatio({ playedMs: 99_000, stalledMs: 1000 })).toBe(0.01)
  expect(rebufferRatio({ playedMs: 0, stalledMs: 0 })).toBeNull()
})
