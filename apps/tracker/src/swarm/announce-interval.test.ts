import { expect, it } from 'vitest'
import { nextAnnounceSeconds } from './announce-interval.ts'

it('is 15 s until a viewer has 8 links', () => {
  expect([0, 1, 7].map((links) => nextAnnounceSeconds(links, Math.random))).toEqual([15, 15, 15])
})

it('is spread over 120 to 300 s from then on', () => {
  const drawn = Array.from({ length: 1000 }, () => nextAnnounceSeconds(8, Math.random))
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(120)
  expect(Math.max(...drawn)).toBeLessThanOrEqual(300)
  expect(new Set(drawn).size).toBeGreaterThan(100)
})
