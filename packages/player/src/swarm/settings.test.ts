import { expect, it } from 'vitest'
import { selectLiveSyncSeconds, selectPanicSeconds } from './settings.ts'

it('asks the origin 1.5 to 1.9 s ahead of need while the origin is fast', () => {
  expect(selectPanicSeconds({ fetchSeconds: 0.1, random: 0 })).toBe(1.5)
  expect(selectPanicSeconds({ fetchSeconds: 0.1, random: 1 })).toBe(1.9)
})

it('asks earlier where the origin is slow, within limits', () => {
  expect(selectPanicSeconds({ fetchSeconds: 2, random: 0 })).toBe(3.5)
  expect(selectPanicSeconds({ fetchSeconds: 60, random: 0 })).toBe(6)
})

it.each([
  { targetSeconds: 1, seconds: 4 },
  { targetSeconds: 2, seconds: 6 },
  { targetSeconds: 3, seconds: 9 },
  { targetSeconds: 6, seconds: 18 },
])('plays $seconds s behind the edge with segments of $targetSeconds s', ({ targetSeconds, seconds }) => {
  expect(selectLiveSyncSeconds(targetSeconds)).toBe(seconds)
})
