import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeFromKeyFrame } from './decode-times.ts'
import type { Fragment } from './fragment.ts'

/** Pictures in decoding order, each ten ticks after the last, by when they are shown. */
function group(delay: number, shown: readonly number[]): Fragment {
  const samples = shown.map((at, i) => ({ duration: 10, size: 1, flags: 0, compositionOffset: at + delay - 10 * i }))
  return { decodeTime: 1000 - delay, samples, media: [], bytes: shown.length }
}

function timesOf({ decodeTime, samples }: Fragment) {
  let at = decodeTime
  const times = samples.map(({ duration, compositionOffset }) => {
    const time = { decoded: at, shown: at + compositionOffset }
    at += duration
    return time
  })
  return { decoded: times.map(({ decoded }) => decoded), shown: times.map(({ shown }) => shown), end: at }
}

it('decodes a key frame when it is shown, and the others no later than that', () => {
  const { decoded, shown, end } = timesOf(decodeFromKeyFrame(group(10, [0, 30, 10, 20, 60, 40, 50])))
  expect(decoded).toEqual([1000, 1005, 1010, 1020, 1030, 1040, 1050])
  expect(shown).toEqual([1000, 1030, 1010, 1020, 1060, 1040, 1050])
  expect(end).toBe(1070)
})

it('does so for B-frames that others are made of', () => {
  const { decoded, shown, end } = timesOf(decodeFromKeyFrame(group(20, [0, 40, 20, 10, 30])))
  expect(decoded).toEqual([1000, 1003, 1006, 1010, 1030])
  expect(shown).toEqual([1000, 1040, 1020, 1010, 1030])
  expect(end).toBe(1050)
})

it('leaves a group without B-frames as it is', () => {
  const fragment = group(0, [0, 10, 20])
  expect(decodeFromKeyFrame(fragment)).toEqual(fragment)
})

it('leaves an open group as it is', () => {
  const fragment = group(20, [0, -20, -10, 10])
  expect(decodeFromKeyFrame(fragment)).toEqual(fragment)
})

it('has no picture that lasts less than nothing where a source breaks off', () => {
  // After the key frame, a picture that is shown after seven others, of which none came.
  const { samples } = decodeFromKeyFrame(group(80, [0, 80]))
  expect(Math.min(...samples.map(({ duration }) => duration))).toBeGreaterThanOrEqual(0)
})

it('never has a time that runs backwards, whatever is shown when', () => {
  const order = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), order, (delay, shown) => {
      const before = group(delay, [0, ...shown])
      const after = decodeFromKeyFrame(before)
      for (const { duration } of after.samples) expect(duration).toBeGreaterThanOrEqual(0)
      expect(timesOf(after).shown).toEqual(timesOf(before).shown)
    }),
  )
})
