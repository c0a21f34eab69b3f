import { expect, it } from 'vitest'
import { ViewerLimits } from './viewer-limits.ts'

function allowed(times: number, may: () => boolean): number {
  return Array.from({ length: times }, may).filter(Boolean).length
}

it('lets a viewer say, offer and connect so much at once', () => {
  const limits = new ViewerLimits(0)
  expect(allowed(1000, () => limits.maySay(0))).toBe(150)
  expect(allowed(1000, () => limits.mayOffer(5, 0))).toBe(12)
  expect(allowed(1000, () => limits.mayConnect(0))).toBe(20)
})

it('lets it go on at its pace, and can be forgotten a minute after its last word', () => {
  const limits = new ViewerLimits(0)
  allowed(1000, () => limits.maySay(0))
  expect(allowed(1000, () => limits.maySay(1000))).toBe(10)
  expect([limits.isFull(60_000), limits.isFull(61_001)]).toEqual([false, true])
})
