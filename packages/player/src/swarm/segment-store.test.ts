import { expect, it } from 'vitest'
import { SegmentStore } from './segment-store.ts'

const store = (into: SegmentStore, id: number) =>
  into.storeSegment('swarm', 'rung', id, new ArrayBuffer(1_048_576), id * 2, id * 2 + 2)

it('keeps what was played in the last 20 s and drops what is older', async () => {
  const segments = new SegmentStore()
  for (let id = 0; id < 12; id += 1) await store(segments, id)
  segments.onPlaybackUpdated(30)
  await store(segments, 12)
  expect(segments.getStoredSegmentIds('swarm', 'rung')).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12])
  expect(segments.hasSegment('swarm', 'rung', 3)).toBe(false)
  expect(await segments.getSegmentData('swarm', 'rung', 3)).toBeUndefined()
  expect((await segments.getSegmentData('swarm', 'rung', 4))?.byteLength).toBe(1_048_576)
})

it('tells of each change, and counts only what is still to be played as used', async () => {
  const segments = new SegmentStore()
  const changes: string[] = []
  segments.setSegmentChangeCallback((streamId) => changes.push(streamId))
  await store(segments, 0)
  await store(segments, 1)
  segments.onPlaybackUpdated(3)
  expect(changes).toEqual(['rung', 'rung'])
  expect(segments.getUsage()).toEqual({ totalCapacity: 256, usedCapacity: 1 })
  segments.destroy()
  expect(segments.getStoredSegmentIds('swarm', 'rung')).toEqual([])
})
