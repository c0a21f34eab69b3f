import { expect, it } from 'vitest'
import { RecentSum } from './recent-sum.ts'

const start = Date.parse('2026-01-01T12:00:00Z')

it('adds up the last three minutes, in steps of half a minute', () => {
  const recent = new RecentSum()
  expect(recent.sum(start)).toBe(0)
  recent.add(1, start)
  recent.add(2, start + 29_999)
  recent.add(4, start + 30_000)
  expect(recent.sum(start + 179_999)).toBe(7)
  expect(recent.sum(start + 180_000)).toBe(4)
  recent.add(8, start + 180_000)
  expect(recent.sum(start + 210_000)).toBe(8)
  expect(recent.sum(start + 3_600_000)).toBe(0)
})

it('loses nothing when the clock is set back', () => {
  const recent = new RecentSum()
  recent.add(1, start)
  recent.add(2, start - 60_000)
  expect(recent.sum(start - 60_000)).toBe(3)
})
