/** One rung's pictures as they come from ffmpeg: groups that start with a key frame, each a fragment of its own. */

import { BrokenMediaError } from '../mp4/boxes.ts'
import { type Fragment, startsWithKeyFrame } from '../mp4/fragment.ts'
import { FragmentReader } from '../mp4/fragment-reader.ts'
import type { TrackInit } from '../mp4/track-init.ts'

/** A key frame and all that follows it until the next. Seconds are of the run's clock, by time of showing. */
export type PictureGroup = {
  fragment: Fragment
  startSeconds: number
  /**
   * Where the next key frame is, as far as this group can tell: exact for a source without B-frames. With them, its
   * distance from its decoding time is taken to be this group's, which rounding puts off by a millisecond or two.
   */
  endSeconds: number
  /** The longest time that one picture stands. */
  frameSeconds: number
}

const LONGEST_GROUP_SECONDS = 60
/** Ends that differ by more are not a matter of rounding, or of frames that come unevenly. */
const GAP_SECONDS = 0.25

export class PictureTrack {
  readonly #reader: FragmentReader
  #init: TrackInit | null = null
  #decodedUntil = Number.NEGATIVE_INFINITY
  #isWhole = false
  readonly groups: PictureGroup[] = []

  constructor(onGroup: (group: PictureGroup) => void) {
    this.#reader = new FragmentReader('video', {
      onInit: (init) => {
        this.#init = init
      },
      onFragment: (fragment, init) => onGroup(this.#take(fragment, init)),
    })
  }

  get init(): TrackInit | null {
    return this.#init
  }

  /** Ended by itself, with nothing missing. */
  get isWhole(): boolean {
    return this.#isWhole
  }

  get waitingBytes(): number {
    return this.groups.reduce((sum, { fragment }) => sum + fragment.bytes, 0)
  }

  /** @throws BrokenMediaError */
  push(bytes: Buffer): void {
    this.#reader.push(bytes)
  }

  end(isWhole: boolean): void {
    this.#isWhole = isWhole
  }

  #take(fragment: Fragment, { timescale }: TrackInit): PictureGroup {
    const { decodeTime, samples } = fragment
    const firstOffset = samples[0]?.compositionOffset ?? 0
    const ticks = samples.reduce((sum, { duration }) => sum + duration, 0)
    const longest = samples.reduce((most, { duration }) => Math.max(most, duration), 0)
    if (!startsWithKeyFrame(fragment)) throw new BrokenMediaError('pictures without a key frame before them')
    if (ticks > LONGEST_GROUP_SECONDS * timescale) throw new BrokenMediaError('key frames too far apart')
    if (decodeTime < this.#decodedUntil - longest) throw new BrokenMediaError('time goes back')
    this.#decodedUntil = decodeTime + ticks
    const group = {
      fragment,
      startSeconds: (decodeTime + firstOffset) / timescale,
      endSeconds: (decodeTime + withoutGap(ticks + firstOffset, fragment, timescale)) / timescale,
      frameSeconds: longest / timescale,
    }
    this.groups.push(group)
    return group
  }
}

/**
 * An encoder with B-frames gives the first pictures after a gap in its source decoding times from before it, so that
 * this group seems longer by the gap. Ticks since its decoding time, as is what comes out.
 */
function withoutGap(endTicks: number, { samples }: Fragment, timescale: number): number {
  let decoded = 0
  let lastShown = 0
  for (const { duration, compositionOffset } of samples) {
    lastShown = Math.max(lastShown, decoded + compositionOffset)
    decoded += duration
  }
  const shownEnd = lastShown + (samples.at(-1)?.duration ?? 0)
  return endTicks - shownEnd > GAP_SECONDS * timescale ? shownEnd : endTicks
}
