import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Fragment } from '../mp4/fragment.ts'
import { FragmentReader } from '../mp4/fragment-reader.ts'
import { audioInit, buildGroup, buildSound, videoInit } from '../testing/test-track.ts'
import { SegmentIntake, type SegmentSet } from './segment-intake.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function start({ rungs = ['720p', '360p'], hasAudio = true, segmentSeconds = 2 } = {}) {
  const sets: SegmentSet[] = []
  const broken: string[] = []
  const intake = new SegmentIntake({
    ...{ rungs, hasAudio, segmentSeconds, startSeconds: 100 },
    onSegment: (set) => sets.push(set),
    onPicture: () => {},
    onBroken: (reason) => broken.push(reason),
  })
  const sinks = new Map([...rungs, 'audio', 'pictures'].map((track) => [track, intake.open(track)]))
  const put = (track: string, ...chunks: Buffer[]) => {
    for (const chunk of chunks) sinks.get(track)?.write(chunk)
  }
  for (const rung of rungs) put(rung, videoInit)
  const putGroups = (...groups: [number, number][]) => {
    for (const rung of rungs) put(rung, ...groups.map(([at, seconds]) => buildGroup(at, seconds)))
  }
  const times = () => sets.map(({ startSeconds, durationSeconds }) => [startSeconds, durationSeconds].map(rounded))
  return { intake, sinks, sets, broken, put, putGroups, times }
}

const rounded = (seconds: number) => Number(seconds.toFixed(6))

function readSound({ parts }: SegmentSet): Fragment | null {
  const found: Fragment[] = []
  const reader = new FragmentReader('audio', { onInit: () => {}, onFragment: (fragment) => found.push(fragment) })
  const part = parts.get('audio')
  if (part) reader.push(Buffer.concat([part.init, part.bytes]))
  return found[0] ?? null
}

it('gives a segment out when every rung has it and the sound has got there', () => {
  const { put, sets, times } = start()
  put('720p', buildGroup(10, 2))
  put('audio', audioInit, buildSound(10, 1.9))
  put('360p', buildGroup(10, 2))
  expect(sets).toHaveLength(0)
  put('audio', buildSound(10 + 89 * (1024 / 48_000), 0.2))
  expect(times()).toEqual([[10, 2]])
  expect([...(sets[0]?.parts.keys() ?? [])]).toEqual(['720p', '360p', 'audio'])
})

it.each([
  { each: 0.5, segmentSeconds: 2, expected: [2, 2] },
  { each: 0.5, segmentSeconds: 1, expected: [1, 1, 1, 1] },
  { each: 0.75, segmentSeconds: 2, expected: [1.5, 1.5] },
  { each: 1.5, segmentSeconds: 2, expected: [1.5, 1.5] },
  { each: 4, segmentSeconds: 2, expected: [4] },
])('cuts groups of $each s into segments of $segmentSeconds s', ({ each, segmentSeconds, expected }) => {
  const { putGroups, sets } = start({ hasAudio: false, segmentSeconds })
  for (let at = 0; at + each <= 4; at += each) putGroups([10 + at, each])
  expect(sets.map(({ durationSeconds }) => rounded(durationSeconds))).toEqual(expected)
})

it('ends a segment early when the next group would not fit', () => {
  const { putGroups, times } = start({ hasAudio: false })
  putGroups([10, 0.5], [10.5, 1.9])
  expect(times()).toEqual([
    [10, 0.5],
    [10.5, 1.9],
  ])
})

it('does not wait longer than a second for sound that has stopped, and is silent instead', () => {
  const { put, putGroups, sets, times } = start()
  put('audio', audioInit, buildSound(10, 1))
  putGroups([10, 2])
  vi.advanceTimersByTime(999)
  expect(sets).toHaveLength(0)
  vi.advanceTimersByTime(1)
  expect(times()).toEqual([[10, 2]])
  const [set] = sets
  const sound = set && readSound(set)
  expect(sound?.samples).toHaveLength(94)
  expect(new Set(sound?.samples.slice(47).map(({ size }) => size))).toEqual(new Set([9]))
})

it('is silent when no sound ever comes', () => {
  const { putGroups, sets } = start()
  putGroups([10, 2], [12, 2])
  vi.advanceTimersByTime(1000)
  vi.advanceTimersByTime(1000)
  expect(sets.map((set) => readSound(set)?.decodeTime)).toEqual([100 * 48_000, 100 * 48_000 + 94 * 1024])
})

it('drops sound that comes after its silence', () => {
  const { put, putGroups, sets } = start()
  put('audio', audioInit, buildSound(10, 1))
  putGroups([10, 2])
  vi.advanceTimersByTime(1000)
  put('audio', buildSound(11, 4))
  putGroups([12, 2])
  const counts = sets.map((set) => readSound(set)?.samples.length ?? 0)
  expect(counts.reduce((a, b) => a + b)).toBe(Math.ceil(4 / (1024 / 48_000)))
})

it('leaves out sound from before the first picture', () => {
  const { put, putGroups, sets } = start()
  put('audio', audioInit, buildSound(9.5, 3))
  putGroups([10, 2])
  const start48 = (sets[0] && readSound(sets[0])?.decodeTime) ?? 0
  expect(start48).toBeGreaterThanOrEqual(100 * 48_000)
  expect(start48).toBeLessThan(100 * 48_000 + 1024)
})

it.each([
  ['has one key frame for two of the others', [[10, 4]]],
  [
    'has its key frames elsewhere',
    [
      [10, 1.8],
      [11.8, 2],
      [13.8, 2],
    ],
  ],
] satisfies [string, [number, number][]][])('ends the run when a rung %s', (_, groups) => {
  const { put, broken, sets } = start({ hasAudio: false })
  put('720p', buildGroup(10, 2), buildGroup(12, 2))
  put('360p', ...groups.map(([at, seconds]) => buildGroup(at, seconds)))
  put('360p', buildGroup(14, 2))
  put('720p', buildGroup(14, 2))
  expect(broken).toHaveLength(1)
  expect(sets.length).toBeLessThanOrEqual(1)
})

it('goes on where the source has left pictures out, which an encoder puts into the group after the gap', () => {
  const { put, broken, times } = start({ hasAudio: false })
  const reordering = 1 / 30
  put('720p', buildGroup(10, 3), buildGroup(13, 2), buildGroup(15, 2))
  put('360p', buildGroup(10 - reordering, 2, { offsetSeconds: reordering }))
  put('360p', buildGroup(12 - reordering, 2, { offsetSeconds: reordering, gapSeconds: 1 }))
  put('360p', buildGroup(15 - reordering, 2, { offsetSeconds: reordering }))
  expect([broken, times()]).toEqual([
    [],
    [
      [10, 3],
      [13, 2],
      [15, 2],
    ],
  ])
})

it('takes no group for longer by the gap before it', () => {
  const { put, times } = start({ rungs: ['720p'], hasAudio: false })
  const reordering = 1 / 30
  put('720p', buildGroup(10 - reordering, 2, { offsetSeconds: reordering }))
  put('720p', buildGroup(12 - reordering, 2, { offsetSeconds: reordering, gapSeconds: 3 }))
  expect(times()).toEqual([
    [10, 2],
    [15, 2],
  ])
})

it('gives out what every rung has when the run is cut off', () => {
  const { putGroups, put, intake, times } = start({ hasAudio: false })
  putGroups([10, 0.5], [10.5, 0.5])
  put('720p', buildGroup(11, 0.5))
  intake.end()
  expect(times()).toEqual([[10, 1]])
  put('360p', buildGroup(11, 0.5))
  expect(times()).toHaveLength(1)
})

it('gives out the rest when a run ends by itself, though its rungs end apart', () => {
  const { put, sinks, intake, times } = start({ hasAudio: false })
  put('720p', buildGroup(10, 1))
  put('360p', buildGroup(10, 0.5))
  for (const sink of sinks.values()) sink?.end(true)
  intake.end()
  expect(times()).toEqual([[10, 1]])
})

it('ends the run when one rung stays far behind', () => {
  const { put, broken } = start({ hasAudio: false })
  for (let at = 10; at < 40 && broken.length === 0; at += 2) put('720p', buildGroup(at, 2, { frameBytes: 500_000 }))
  expect(broken).toEqual(['720p: rungs too far apart'])
})

it('ends the run when pictures have no key frame before them', () => {
  const { put, broken } = start()
  put('720p', buildGroup(10, 2, { hasKeyFrame: false }))
  expect(broken).toEqual(['720p: pictures without a key frame before them'])
})

it('has no place for other tracks', () => {
  expect(start().intake.open('1080p')).toBeNull()
  expect(start({ hasAudio: false }).intake.open('audio')).toBeNull()
})

it('ends its run, and nothing else, when whoever takes its segments fails', () => {
  const broken: string[] = []
  const intake = new SegmentIntake({
    ...{ rungs: ['720p'], hasAudio: false, segmentSeconds: 2, startSeconds: 100 },
    onSegment: () => {
      throw new RangeError('a mistake of ours')
    },
    onPicture: () => {},
    onBroken: (reason) => broken.push(reason),
  })
  const sink = intake.open('720p')
  sink?.write(videoInit)
  for (const at of [10, 12, 14]) sink?.write(buildGroup(at, 2))
  expect(broken).toHaveLength(1)
  expect(broken[0]).toContain('a mistake of ours')
})
