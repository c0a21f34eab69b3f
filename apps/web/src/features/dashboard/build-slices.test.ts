import { expect, it } from 'vitest'
import { buildSlices } from './build-slices.ts'

const none = { mediaSeconds: 0, uploadedBytes: 0, stalledMs: 0, stalls: 0, rejectedSegments: 0, latencySumMs: 0 }
const uncounted = { latencyCount: 0, firstFrameSumMs: 0, firstFrameCount: 0, servedBytes: 0, otherBytes: 0 }
const rung = { epoch: 1, rung: '720p', ...none, ...uncounted, pastBytes: 0, deliveredBytes: 0 }
const lived = { id: 'kept', channelId: 'c', slug: 'harbour', channelTitle: 'Harbour', title: 'Fog' }

it('adds up to the whole, with what was deleted since under no name', () => {
  const slices = buildSlices({
    rungTotals: [
      { ...rung, broadcastId: 'kept', originBytes: 10, peerBytes: 30, playedMs: 100 },
      { ...rung, broadcastId: 'gone', originBytes: 1, peerBytes: 3, playedMs: 10 },
    ],
    viewerTotals: [],
    audience: {
      ...{ browsers: [], countries: [], modes: [] },
      sessions: { started: 0, ended: 0, meanMs: null, lengths: [] },
    },
    broadcasts: new Map([['kept', { ...lived, state: 'ended', startedAtMs: 0, endedAtMs: 1 }]]),
  })
  expect(slices.broadcasts).toMatchObject([
    { id: 'kept', name: 'Fog', peerBytes: 30 },
    { id: 'gone', name: '', peerBytes: 3 },
  ])
  expect(slices.channels).toMatchObject([
    { id: 'harbour', name: 'Harbour', peerBytes: 30 },
    { id: '', name: '', peerBytes: 3 },
  ])
})
