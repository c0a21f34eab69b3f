import { expect, it } from 'vitest'
import { selectLiveSyncSeconds, selectPanicSeconds } from './settings.ts'

const origin = { targetSeconds: 2, fetchSeconds: 0.1, random: 0 }

it('asks the origin 1.5 to 1.9 s ahead of need while the origin is fast', () => {
  expect(selectPanicSeconds(origin)).toBe(1.5)
  expect(selectPanicSeconds({ ...origin, random: 1 })).toBe(1.9)
  expect(selectPanicSeconds({ ...origin, targetSeconds: 6 })).toBe(1.5)
})

it('asks half a second later for segments of 1 s', () => {
  expect(selectPanicSeconds({ ...origin, targetSeconds: 1 })).toBe(1)
  expect(selectPanicSeconds({ ...origin, targetSeconds: 1, random: 1 })).toBe(1.4)
})

it('asks earlier where the origin is slow, within limits', () => {
  expect(selectPanicSeconds({ ...origin, fetchSeconds: 2 })).toBe(3.5)
  expect(selectPanicSeconds({ ...origin, fetchSeconds: 60 })).toBe(6)
})

it.each([
  { targetSeconds: 1, seconds: 3.8 },
  { targetSeconds: 2, seconds: 6 },
  { targetSeconds: 3, seconds: 9 },
  { targetSeconds: 6, seconds: 18 },
])('plays $seconds s behind the edge with segments of $targetSeconds s', ({ targetSeconds, seconds }) => {
  expect(selectLiveSyncSeconds(targetSeconds)).toBe(seconds)
})
