import { expect, it } from 'vitest'
import { finishPoints, settledAt } from './finish-points.ts'

const point = (atMs: number) => ({
  ...{ atMs, viewers: 1, originBytes: 10, peerBytes: 30, offload: 0.75, measuredOriginBytes: 11 },
  ...{ playedMs: 1, stalledMs: 0, latencyMs: null, firstFrameMs: null },
})

it('counts a time as told once its slot is over and every viewer’s next report is in the database', () => {
  expect(settledAt(27_999)).toBe(10_000)
  expect(settledAt(28_000)).toBe(20_000)
})

it('ends a chart there, with what is told so far of a point that goes on', () => {
  const points = [point(0), point(30_000), point(60_000)]
  expect(
    finishPoints(points, { spanMs: 30_000, untilMs: 50_000 }).map(({ atMs, coveredMs }) => [atMs, coveredMs]),
  ).toEqual([
    [0, 30_000],
    [30_000, 20_000],
  ])
})
