import { expect, it } from 'vitest'
import { createReadingPace } from './reading-pace.ts'

it('reads a burst at once, and then as fast as it may', () => {
  const pace = createReadingPace({ bytesPerSecond: 1000, burstBytes: 5000 })
  expect(pace.take(5000, 0)).toBe(0)
  expect(pace.take(500, 0)).toBe(500)
  expect(pace.take(500, 1000)).toBe(0)
  expect(pace.take(1000, 1000)).toBe(1000)
  expect(pace.take(5000, 60_000)).toBe(0)
  expect(pace.take(1, 60_000)).toBe(1)
})

it('waits no hour because the clock was set back by one', () => {
  const pace = createReadingPace({ bytesPerSecond: 1000, burstBytes: 5000 })
  expect(pace.take(100, 3_600_000)).toBe(0)
  expect(pace.take(100, 0)).toBe(0)
})
