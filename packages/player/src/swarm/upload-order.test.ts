import { expect, it } from 'vitest'
import { canWait, compareRequests } from './upload-order.ts'

const request = { isRider: false, timesSent: 0, gives: true, askedAtMs: 0 }

it('serves riders last, then what was sent least, then givers, then in turn', () => {
  const first = { ...request, askedAtMs: 5 }
  const taker = { ...request, gives: false }
  const again = { ...request, timesSent: 1 }
  const rider = { ...request, isRider: true }
  expect([rider, again, taker, first, request].toSorted(compareRequests)).toEqual([request, first, taker, again, rider])
})

it('lets a request wait while the queue is short, and refuses what would come too late', () => {
  expect(canWait({ waiting: 0, waitMs: 900, isRider: false })).toBe(true)
  expect(canWait({ waiting: 6, waitMs: 400, isRider: false })).toBe(true)
  expect(canWait({ waiting: 6, waitMs: 900, isRider: false })).toBe(false)
})

it('lets a rider in only where hardly anybody waits', () => {
  expect(canWait({ waiting: 0, waitMs: 900, isRider: true })).toBe(true)
  expect(canWait({ waiting: 2, waitMs: 400, isRider: true })).toBe(false)
})
