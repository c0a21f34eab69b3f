/** Gives the pictures of a group decoding times that begin when the key frame is shown, and no sooner. */

import type { Fragment, Sample } from './fragment.ts'

/**
 * An encoder with B-frames decodes its key frame some frames before it is shown. Players disagree about that: hls.js
 * places a segment by its first decoding time, and then finds a hole before the first picture; offsets below 0, which
 * CMAF has instead, make ffmpeg show the picture late. So each picture is decoded as late as it may be: when the first
 * of it and all behind it is shown. What is shown when does not change.
 */
export function decodeFromKeyFrame(fragment: Fragment): Fragment {
  const delay = fragment.samples[0]?.compositionOffset ?? 0
  if (delay <= 0) return fragment
  const shown = timesOfShowing(fragment.samples, delay)
  const latest = latestDecodeTimes(shown)
  // In an open group, some are shown before the key frame that they come after.
  if (latest === null) return fragment
  // Where a source breaks off, its last pictures are shown after the end of those that are there.
  const end = Math.max(latest.at(-1) ?? 0, sumOf(fragment.samples))
  return {
    ...fragment,
    decodeTime: fragment.decodeTime + delay,
    samples: fragment.samples.map((sample, i) => {
      const at = latest[i] ?? 0
      return { ...sample, duration: (latest[i + 1] ?? end) - at, compositionOffset: (shown[i] ?? 0) - at }
    }),
  }
}

function sumOf(samples: readonly Sample[]): number {
  return samples.reduce((sum, { duration }) => sum + duration, 0)
}

/** Ticks since the first picture, in decoding order. */
function timesOfShowing(samples: readonly Sample[], delay: number): number[] {
  let decodedAt = -delay
  return samples.map(({ duration, compositionOffset }) => {
    const shownAt = decodedAt + compositionOffset
    decodedAt += duration
    return shownAt
  })
}

/** Those that must be decoded by the same time share the time since the ones before. Null if one is before the first. */
function latestDecodeTimes(shown: readonly number[]): number[] | null {
  const limits = [...shown]
  for (let i = limits.length - 2; i >= 0; i--) limits[i] = Math.min(limits[i] ?? 0, limits[i + 1] ?? 0)
  if (limits[0] !== 0 || limits[1] === 0) return null
  const times: number[] = []
  for (let from = 0, before = 0; from < limits.length; ) {
    const limit = limits[from] ?? 0
    let to = from + 1
    while (to < limits.length && limits[to] === limit) to += 1
    for (let i = from; i < to; i++) times.push(before + Math.floor(((limit - before) * (i + 1 - from)) / (to - from)))
    before = limit
    from = to
  }
  return times
}
