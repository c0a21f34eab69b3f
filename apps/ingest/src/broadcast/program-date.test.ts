import { expect, it } from 'vitest'
import { programDateMs } from './program-date.ts'

const before = { programDateTimeMs: 1_000_000, durationSeconds: 2 }

it.each([
  ['is the first one', 999_000.4, null, 999_000],
  ['comes as long as the one before was', 1_002_003, before, 1_002_003],
  ['comes after a clock that was set an hour back', 1_002_003 - 3_600_000, before, 1_001_900],
])('tells the time of a segment that %s', (_, clockMs, last, dateMs) => {
  expect(programDateMs(clockMs, last)).toBe(dateMs)
})
