import { expect, it } from 'vitest'
import { appendSample, appendSamples, createSampleTimeline } from '../testing/sample-timeline.ts'
import type { TimelineEntry } from './timeline.ts'

const numbers = (entries: readonly TimelineEntry[]) => entries.map(({ segment }) => segment.number)

function filled(count: number) {
  const timeline = createSampleTimeline()
  appendSamples(timeline, count)
  return timeline
}

it.each([
  [3, [0, 1, 2]],
  [12, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
])('lists of %i segments the newest that fill the live window', (count, listed) => {
  expect(numbers(filled(count).liveWindow(1))).toEqual(listed)
})

it('lists six segments, however long they are', () => {
  const timeline = createSampleTimeline({ windowSeconds: 20 })
  for (let i = 0; i < 9; i++) appendSample(timeline, { durationSeconds: 6 })
  expect(numbers(timeline.liveWindow(1))).toEqual([3, 4, 5, 6, 7, 8])
})

it('keeps the live window of each epoch to itself', () => {
  const timeline = filled(4)
  appendSample(timeline, { epoch: 2 })
  expect(numbers(timeline.liveWindow(1))).toEqual([0, 1, 2, 3])
  expect(numbers(timeline.liveWindow(2))).toEqual([4])
  expect(timeline.liveWindow(3)).toEqual([])
})

it('lets viewers go back as far as the rewind window, and over all that is kept once it has ended', () => {
  const timeline = filled(50)
  expect(numbers(timeline.rewindWindow())).toEqual(Array.from({ length: 30 }, (_, i) => 20 + i))
  timeline.end(0)
  expect(timeline.rewindWindow()).toHaveLength(50)
})

it('finds a segment by its number among holes', () => {
  const timeline = filled(3)
  appendSample(timeline, { number: 7 })
  expect([timeline.find(2)?.number, timeline.find(5), timeline.find(7)?.number]).toEqual([2, null, 7])
  expect(timeline.nextNumber).toBe(8)
})

it.each([
  ['a number that was there', { number: 2 }],
  ['an epoch that is over', { number: 9, epoch: 1 }],
])('refuses %s', (_, special) => {
  const timeline = filled(3)
  appendSample(timeline, { epoch: 2 })
  expect(() => appendSample(timeline, special)).toThrow(RangeError)
})

it('begins a stretch at a discontinuity, an epoch, a missing number and another init segment', () => {
  const timeline = filled(2)
  appendSample(timeline, { isDiscontinuity: true })
  appendSample(timeline, { epoch: 2 })
  appendSample(timeline, { number: 9 })
  const part = { hash: 'h', bytes: 1, videoBytes: 1, initHash: 'other' }
  appendSample(timeline, { parts: { '720p': part, '360p': part, audio: part } })
  expect(timeline.entries.map(({ stretch }) => stretch.discontinuitySequence)).toEqual([0, 0, 1, 2, 3, 4])
})

it('keeps the place of what is gone between others, and takes it back when the disk had it after all', () => {
  const timeline = filled(5)
  timeline.drop(2)
  expect(timeline.find(2)).toBeNull()
  expect(numbers(timeline.entries)).toEqual([0, 1, 2, 3, 4])
  expect(timeline.entries.map(({ unbroken }) => unbroken.firstNumber)).toEqual([0, 0, 0, 3, 3])
  timeline.markStored(2)
  expect(timeline.find(2)?.number).toBe(2)
  timeline.drop(0)
  timeline.drop(1)
  expect(numbers(timeline.entries)).toEqual([2, 3, 4])
})

it('drops what is old, and what is gone at its edge', () => {
  const timeline = filled(6)
  timeline.drop(3)
  timeline.dropBefore(3)
  expect(numbers(timeline.entries)).toEqual([4, 5])
})

it('counts on after a restart of this program, from what is left', () => {
  const timeline = filled(3)
  appendSample(timeline, { isDiscontinuity: true })
  appendSamples(timeline, 2)
  appendSample(timeline, { epoch: 2 })
  timeline.drop(4)
  const rebuilt = createSampleTimeline()
  for (const { number, variants } of timeline.epochs.values()) rebuilt.startEpoch(number, variants)
  for (const { segment, isGone } of timeline.entries) if (segment.number > 2 && !isGone) rebuilt.append(segment, true)
  const kept = timeline.entries.filter(({ segment, isGone }) => segment.number > 2 && !isGone)
  const facts = (entries: readonly TimelineEntry[]) =>
    entries.map(({ stretch, unbroken }) => ({ stretch, ...unbroken }))
  expect(facts(rebuilt.entries)).toEqual(facts(kept))
  expect(kept.map(({ stretch }) => stretch.discontinuitySequence)).toEqual([1, 1, 2])
  expect(new Set(rebuilt.entries.map(({ stretch }) => stretch)).size).toBe(2)
})

it('rounds the target duration, and lengthens it only for a segment that is longer', () => {
  const timeline = filled(1)
  appendSample(timeline, { durationSeconds: 2.1 })
  expect(timeline.targetSeconds).toBe(2)
  appendSample(timeline, { durationSeconds: 4.6 })
  appendSample(timeline)
  expect(timeline.targetSeconds).toBe(5)
})

it('finds and lists within hours of segments in no time', () => {
  const timeline = filled(50_000)
  const startedMs = performance.now()
  for (let i = 0; i < 10_000; i++) {
    timeline.find(i * 4)
    timeline.liveWindow(1)
  }
  expect(performance.now() - startedMs).toBeLessThan(1000)
})
