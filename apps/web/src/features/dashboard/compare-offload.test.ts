import { expect, it } from 'vitest'
import { compareOffload, shownOffload } from './compare-offload.ts'

const compare = (
  claimed: number | null,
  measured: number | null,
  { playedMs = 3_600_000, peerBytes = 0, uploadedBytes = 0 } = {},
) => {
  const bytes = { originBytes: 1000, deliveredBytes: 0, peerBytes, playlistAndInitBytes: 0, pastBytes: 0 }
  const claimedAndMeasured = { claimed: { ...bytes, offload: claimed }, measured: { ...bytes, offload: measured } }
  const rest = { uploadedBytes, stalledMs: 0, stalls: 0, rejectedSegments: 0, droppedReports: 0, peakViewers: 0 }
  const totals = { ...claimedAndMeasured, ...rest, playedMs, latencyMs: null, firstFrameMs: null }
  return compareOffload({ check: { untilMs: 0, ...claimedAndMeasured }, totals })
}

it('says nothing before anybody has watched', () => {
  expect(compare(null, 0.5).kind).toBe('nothing')
  expect(compare(0.5, null).kind).toBe('nothing')
})

it('finds that they agree within two points', () => {
  expect(compare(0.9, 0.884)).toEqual({ kind: 'agree', points: 1.6 })
})

it('says which is higher and by how much', () => {
  expect(compare(0.9, 0.5)).toEqual({ kind: 'more', points: 40 })
  expect(compare(0.4, 0.6)).toEqual({ kind: 'less', points: 20 })
})

it('accuses nobody of the first minutes, in which everyone loads ahead', () => {
  expect(compare(0.4, 0.6, { playedMs: 60_000 }).kind).toBe('short')
})

it('does not say that they agree where much is said to come from viewers of whom none says that they gave it', () => {
  const given = { peerBytes: 9000, uploadedBytes: 8600 }
  expect(compare(0.9, 0.9, given).kind).toBe('agree')
  const invented = { peerBytes: 9000, uploadedBytes: 6000 }
  expect(compare(0.9, 0.9, invented)).toEqual({ kind: 'unconfirmed', points: 30 })
  expect(compare(0.9, 0.9, { ...invented, playedMs: 60_000 }).kind).toBe('short')
})

it('shows what is on its way as nothing, and never as less than nothing', () => {
  expect([null, 0.012, -0.004, 0.02, 0.021, 0.4].map(shownOffload)).toEqual([null, 0, 0, 0, 0.021, 0.4])
})
