import { expect, it } from 'vitest'
import { addCounts, NO_COUNTS, roundCounts } from './tally.ts'

const delivery = { epoch: 1, rung: '720p', originBytes: 1, peerBytes: 2, mediaSeconds: 2 }

it('adds up deliveries by epoch and rung', () => {
  const once = addCounts(NO_COUNTS, { deliveries: [delivery, { ...delivery, epoch: 2 }], stalls: 1 })
  const twice = addCounts(once, once)
  expect(twice.stalls).toBe(2)
  expect(twice.deliveries).toEqual([
    { ...delivery, originBytes: 2, peerBytes: 4, mediaSeconds: 4 },
    { ...delivery, epoch: 2, originBytes: 2, peerBytes: 4, mediaSeconds: 4 },
  ])
})

it('tells whole milliseconds', () => {
  expect(roundCounts({ ...NO_COUNTS, intervalMs: 4999.6, playedMs: 0.4 })).toMatchObject({
    intervalMs: 5000,
    playedMs: 0,
  })
})
