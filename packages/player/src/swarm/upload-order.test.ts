import { expect, it } from 'vitest'
import { canWait, compareRequests, selectDisplaced } from './upload-order.ts'

const request = { isRider: false, isUrgent: false, timesSent: 0, timesServed: 0, uplinkKbps: 6000, waitedMs: 100 }

it('serves riders last, what is played soon first, then what was sent least, then fast givers, then those with least, then in turn', () => {
  const first = { ...request, waitedMs: 200 }
  const served = { ...request, timesServed: 1 }
  const slow = { ...request, uplinkKbps: 400 }
  const again = { ...request, timesSent: 1 }
  const urgent = { ...again, isUrgent: true }
  const rider = { ...urgent, isRider: true }
  const waiting = [rider, again, urgent, slow, served, request, first]
  expect(waiting.toSorted(compareRequests)).toEqual([urgent, first, request, served, slow, again, rider])
})

it('lets nobody but riders wait for ever', () => {
  const old = { ...request, uplinkKbps: 0, timesSent: 5, waitedMs: 600 }
  const rider = { ...old, isRider: true, waitedMs: 5000 }
  expect([request, rider, old].toSorted(compareRequests)).toEqual([old, request, rider])
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

it('makes way in a full queue for an asker with fewer requests, where that makes it more even', () => {
  const counts = new Map([
    ['some', 2],
    ['most', 4],
    ['one', 1],
  ])
  expect(selectDisplaced(counts, 0)).toBe('most')
  expect(selectDisplaced(counts, 2)).toBe('most')
  expect(selectDisplaced(counts, 3)).toBeNull()
  expect(selectDisplaced(new Map([['one', 1]]), 0)).toBeNull()
})
