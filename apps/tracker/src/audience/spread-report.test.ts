import { describe, expect, it } from 'vitest'
import { slotsOf, spreadDelivery } from './spread-report.ts'

const SLOT = Date.parse('2026-01-01T12:00:00Z')
const delivery = { epoch: 1, rung: '720p', originBytes: 1000, peerBytes: 3001, mediaSeconds: 8 }

describe('the slots of a report', () => {
  it('are the one that it came in, where it covers no other', () => {
    expect(slotsOf(SLOT + 9000, 5000)).toEqual([{ atMs: SLOT, share: 1 }])
    expect(slotsOf(SLOT + 9000, 0)).toEqual([{ atMs: SLOT, share: 1 }])
  })

  it('are those of the time that it covers, each by its part', () => {
    expect(slotsOf(SLOT + 1000, 5000)).toEqual([
      { atMs: SLOT - 10_000, share: 0.8 },
      { atMs: SLOT, share: 0.2 },
    ])
    expect(slotsOf(SLOT, 5000)).toEqual([{ atMs: SLOT - 10_000, share: 1 }])
  })

  it('are two minutes at most, however long a report waited for the tracker', () => {
    const slots = slotsOf(SLOT + 5000, 3_600_000)
    expect(slots).toHaveLength(12)
    expect(slots.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
  })
})

it('spreads whole bytes, and neither loses nor adds one', () => {
  for (const [nowMs, intervalMs] of [
    [SLOT + 1000, 5000],
    [SLOT + 3333, 27_777],
    [SLOT, 5000],
  ] as const) {
    const parts = spreadDelivery(delivery, slotsOf(nowMs, intervalMs))
    expect(parts.every((part) => Number.isInteger(part.originBytes) && part.peerBytes >= 0)).toBe(true)
    expect(parts.reduce((sum, part) => sum + part.originBytes, 0)).toBe(1000)
    expect(parts.reduce((sum, part) => sum + part.peerBytes, 0)).toBe(3001)
    expect(parts.reduce((sum, part) => sum + part.mediaSeconds, 0)).toBeCloseTo(8)
  }
})
