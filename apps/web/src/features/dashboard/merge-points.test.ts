import { expect, it } from 'vitest'
import { dropUnfinished, mergePoints } from './merge-points.ts'

const point = (index: number, originBytes = 10, peerBytes = 30) => ({
  atMs: index * 10_000,
  viewers: index,
  originBytes,
  peerBytes,
  offload: null,
  measuredOriginBytes: 11,
})

it('leaves a short range as it is', () => {
  const { spanMs, points } = mergePoints([point(0), point(1)], { slotMs: 10_000, atMost: 240 })
  expect(spanMs).toBe(10_000)
  expect(points.map(({ atMs, offload }) => [atMs, offload])).toEqual([
    [0, 0.75],
    [10_000, 0.75],
  ])
})

it('adds bytes up and keeps the most viewers where points are merged, in whole groups up to the newest', () => {
  const { spanMs, points } = mergePoints(
    Array.from({ length: 5 }, (_, index) => point(index)),
    { slotMs: 10_000, atMost: 3 },
  )
  expect(spanMs).toBe(20_000)
  expect(points).toEqual([
    { ...point(1, 20, 60), viewers: 2, offload: 0.75, measuredOriginBytes: 22 },
    { ...point(3, 20, 60), viewers: 4, offload: 0.75, measuredOriginBytes: 22 },
  ])
})

it('leaves out the slots at the end that are not summed yet, and no more', () => {
  expect(dropUnfinished([point(0), point(1), point(2, 0, 0)])).toHaveLength(2)
  expect(dropUnfinished([point(0), point(1, 0, 0), point(2, 0, 0)])).toHaveLength(1)
  expect(dropUnfinished([point(0), point(1, 0, 0), point(2, 0, 0), point(3, 0, 0)])).toHaveLength(3)
})
