import { expect, it } from 'vitest'
import { isToCome } from './announcement.ts'

const MINUTE_MS = 60_000
const EIGHT_MS = Date.UTC(2026, 10, 22, 20)
const at = (minutes: number) => EIGHT_MS + minutes * MINUTE_MS
const over = (startedAt: number) => ({ startedAtMs: at(startedAt), isOn: false })

it('is to come until an hour after its time', () => {
  expect(isToCome(EIGHT_MS, { latest: null, nowMs: at(59) })).toBe(true)
  expect(isToCome(EIGHT_MS, { latest: null, nowMs: at(60) })).toBe(false)
})

it('has come once a broadcast began about then, or later', () => {
  expect(isToCome(EIGHT_MS, { latest: over(-2), nowMs: at(40) })).toBe(false)
  expect(isToCome(EIGHT_MS, { latest: over(20), nowMs: at(40) })).toBe(false)
  expect(isToCome(EIGHT_MS, { latest: over(-120), nowMs: at(40) })).toBe(true)
})

it('has come while a broadcast is on that began a little early', () => {
  expect(isToCome(EIGHT_MS, { latest: { startedAtMs: at(-10), isOn: true }, nowMs: at(-5) })).toBe(false)
  expect(isToCome(EIGHT_MS, { latest: { startedAtMs: at(-90), isOn: true }, nowMs: at(-5) })).toBe(true)
})

it('is to come still after a try that was over before its time', () => {
  expect(isToCome(EIGHT_MS, { latest: over(-20), nowMs: at(-10) })).toBe(true)
})
