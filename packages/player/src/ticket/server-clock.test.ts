import type { TicketAnswer } from '@shoal/protocol/ticket'
import { afterEach, expect, it, vi } from 'vitest'
import { createServerClock, measureAheadMs } from './server-clock.ts'

const AT_MS = Date.UTC(2026, 10, 23, 3)

afterEach(() => {
  vi.useRealTimers()
})

it('believes a device whose clock may be right, however long the answer took', () => {
  const asked = { askedAtMs: AT_MS, answeredAtMs: AT_MS + 9000 }
  expect(measureAheadMs({ ...asked, issuedAtMs: AT_MS + 8000 })).toBe(0)
  expect(measureAheadMs({ ...asked, issuedAtMs: AT_MS - 1500 })).toBe(0)
})

it('knows how far a clock is off that can’t be right', () => {
  const asked = { askedAtMs: AT_MS, answeredAtMs: AT_MS + 200 }
  expect(measureAheadMs({ ...asked, issuedAtMs: AT_MS - 300_000 })).toBe(300_100)
  expect(measureAheadMs({ ...asked, issuedAtMs: AT_MS + 300_000 })).toBe(-299_900)
})

it('is set by each ticket that tells the time', async () => {
  vi.useFakeTimers({ now: AT_MS + 3_600_000 })
  const clock = createServerClock()
  const ask = (ticket: Partial<TicketAnswer>) => clock.setBy(async () => ticket as TicketAnswer)()
  expect(clock.nowMs()).toBe(AT_MS + 3_600_000)
  await ask({ issuedAtMs: AT_MS })
  expect(clock.nowMs()).toBe(AT_MS)
  await ask({}) // of an older server
  expect(clock.nowMs()).toBe(AT_MS)
  vi.setSystemTime(AT_MS) // set right
  await ask({ issuedAtMs: AT_MS })
  expect(clock.nowMs()).toBe(AT_MS)
})
