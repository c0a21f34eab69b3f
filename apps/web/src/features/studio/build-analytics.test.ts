import type { BroadcastFigures } from '@shoal/db/broadcast-figures'
import { expect, it } from 'vitest'
import { buildAnalytics, waitingBand } from './build-analytics.ts'

const point = {
  ...{ atMs: 0, viewers: 4, originBytes: 100, peerBytes: 300, playedMs: 9900, stalledMs: 100 },
  ...{ latencyMs: 5000, chatMessages: 2 },
}
const figures: BroadcastFigures = {
  totals: {
    claimed: { originBytes: 100, peerBytes: 300, offload: 0.75 },
    measured: { originBytes: 120, deliveredBytes: 400, offload: 0.7, playlistAndInitBytes: 1, pastBytes: 0 },
    ...{ uploadedBytes: 300, playedMs: 98_000, stalledMs: 2000, stalls: 3, rejectedSegments: 0, droppedReports: 0 },
    ...{ latencyMs: 5000, firstFrameMs: null },
  },
  ...{ peakViewers: 4, meanViewers: 3.5, sessions: null, firstFrameMs: null, chatMessages: 2, spanMs: 10_000 },
  rungs: [
    { rung: '720p', seconds: 30 },
    { rung: 'audio', seconds: 10 },
  ],
  points: [point, { ...point, originBytes: 0, peerBytes: 0, playedMs: 0, stalledMs: 0 }],
}
const times = { startedAt: new Date(1000), endedAt: null }

it('tells shares where there is something to take a share of', () => {
  const analytics = buildAnalytics(times, figures)
  expect(analytics).toMatchObject({ offload: 0.7, waitingShare: 0.02, startedAtMs: 1000, endedAtMs: null })
  expect(analytics.rungs.map(({ share }) => share)).toEqual([0.75, 0.25])
  expect(analytics.points).toMatchObject([
    { offload: 0.75, waitingShare: 0.01, viewers: 4 },
    { offload: null, waitingShare: null },
  ])
  expect(analytics).toMatchObject({ sessions: null, meanSessionMs: null })
})

it.each([
  [null, null],
  [0, 'good'],
  [0.0099, 'good'],
  [0.01, 'acceptable'],
  [0.03, 'acceptable'],
  [0.031, 'bad'],
] as const)('puts a waiting share of %s into the band %s', (share, band) => {
  expect(waitingBand(share)).toBe(band)
})
