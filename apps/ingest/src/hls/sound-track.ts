/** The sound as it comes from ffmpeg, frame by frame; it is handed on without a gap, whatever the publisher left out. */

import { BrokenMediaError } from '../mp4/boxes.ts'
import type { Fragment, Sample } from '../mp4/fragment.ts'
import { FragmentReader } from '../mp4/fragment-reader.ts'
import { type SoundFormat, silentTrackInit, soundFormatOf } from '../mp4/silence.ts'
import type { TrackInit } from '../mp4/track-init.ts'

type Frame = { start: number; flags: number; bytes: Buffer }

/** Some minutes of sound. */
const MOST_WAITING_FRAMES = 16_384
const LONGEST_JUMP_SECONDS = 600
/** sample_depends_on = 2: every frame can be decoded by itself. */
const INDEPENDENT = 0x02000000
/** Of a frame, in a segment: a publisher's clock that is a little off is followed, unheard. */
const LARGEST_CORRECTION = 1 / 16

export class SoundTrack {
  readonly #reader: FragmentReader
  #init: TrackInit | null = null
  #format: SoundFormat | null = null
  #frames: Frame[] = []
  /** Where the next frame that is handed on belongs, in ticks: each lasts as long as the one before. */
  #position: number | null = null
  #reached = 0
  isEnded = false

  constructor(onFrames: () => void) {
    this.#reader = new FragmentReader('audio', {
      onInit: (init) => this.#start(init),
      onFragment: (fragment, init) => {
        this.#take(fragment, init)
        onFrames()
      },
    })
  }

  get init(): TrackInit | null {
    return this.#init
  }

  /** Seconds of the run's clock: where the next frame that is handed on starts; null before the first. */
  get startSeconds(): number | null {
    const start = this.#position ?? this.#frames[0]?.start
    return this.#init && start !== undefined ? start / this.#init.timescale : null
  }

  /** Seconds of the run's clock: where the sound that has come ends. */
  get reachedSeconds(): number {
    return this.#init ? this.#reached / this.#init.timescale : 0
  }

  /** @throws BrokenMediaError */
  push(bytes: Buffer): void {
    this.#reader.push(bytes)
  }

  /** Whether all sound that starts before this time is here. */
  hasReached(seconds: number): boolean {
    return this.#init !== null && this.#reached >= seconds * this.#init.timescale
  }

  /**
   * Hands on what starts before this time: as it came where it came, with silence where it did not. What comes late is
   * dropped. Null when nothing has started, or there is no room for a frame.
   */
  takeUntil(seconds: number, firstSeconds: number): Fragment | null {
    if (!this.#init || !this.#format) return null
    const until = seconds * this.#init.timescale
    const { frameTicks, silentFrame } = this.#format
    let at = this.#position ?? this.#firstPosition(firstSeconds * this.#init.timescale, frameTicks)
    const decodeTime = at
    const taken: Frame[] = []
    const add = (frame: Omit<Frame, 'start'>) => {
      taken.push({ ...frame, start: at })
      at += frameTicks
    }
    let used = 0
    for (const frame of this.#frames) {
      if (frame.start >= until) break
      used += 1
      // Timestamps of a copied track are off by a rounding; a whole frame off, and sound is missing or doubled.
      if (frame.start <= at - frameTicks) continue
      while (frame.start >= at + frameTicks) add({ flags: INDEPENDENT, bytes: silentFrame })
      add(frame)
    }
    const next = this.#frames[used]?.start ?? (this.#reached >= until ? this.#reached : Number.POSITIVE_INFINITY)
    while (at < until && next >= at + frameTicks) add({ flags: INDEPENDENT, bytes: silentFrame })
    this.#frames = this.#frames.slice(used)
    if (taken.length === 0) return null
    const most = Math.floor(frameTicks * LARGEST_CORRECTION)
    const correction = Math.round(Math.max(-most, Math.min(most, Number.isFinite(next) ? next - at : 0)))
    this.#position = at + correction
    return fragmentOf(taken, { decodeTime, frameTicks, correction })
  }

  /** What comes before the first picture is left out: players would hold that picture back until then. */
  #firstPosition(first: number, frameTicks: number): number {
    this.#frames = this.#frames.filter(({ start }) => start >= first)
    const start = this.#frames[0]?.start ?? Number.POSITIVE_INFINITY
    return start < first + frameTicks ? start : Math.round(first)
  }

  /** For a run whose sound does not come: what is handed on from now is silence. */
  startSilent(): void {
    if (!this.#init) this.#start(silentTrackInit())
  }

  #start(init: TrackInit): void {
    const format = soundFormatOf(init)
    if (this.#format && (this.#format.kind !== format.kind || this.#init?.timescale !== init.timescale)) {
      throw new BrokenMediaError('sound came late, and is of another kind than the silence before it')
    }
    // An init segment that went out already stays: it does for these frames too.
    this.#init ??= init
    this.#format ??= format
  }

  #take({ decodeTime, samples, media }: Fragment, { timescale }: TrackInit): void {
    const bytes = Buffer.concat(media)
    const last = this.#reached
    if (last > 0 && decodeTime > last + LONGEST_JUMP_SECONDS * timescale) throw new BrokenMediaError('time jumps')
    let start = decodeTime
    let at = 0
    for (const { duration, size, flags } of samples) {
      this.#frames.push({ start, flags, bytes: bytes.subarray(at, at + size) })
      start += duration
      at += size
    }
    if (start < last) throw new BrokenMediaError('time goes back')
    if (this.#frames.length > MOST_WAITING_FRAMES) throw new BrokenMediaError('sound that no picture follows')
    this.#reached = start
  }
}

/** The last frame's duration takes the correction. */
function fragmentOf(
  frames: readonly Frame[],
  { decodeTime, frameTicks, correction }: { decodeTime: number; frameTicks: number; correction: number },
): Fragment {
  const samples: Sample[] = frames.map(({ flags, bytes }, i) => {
    const duration = i === frames.length - 1 ? frameTicks + correction : frameTicks
    return { duration, size: bytes.length, flags, compositionOffset: 0 }
  })
  const media = frames.map(({ bytes }) => bytes)
  return { decodeTime, samples, media, bytes: samples.reduce((sum, { size }) => sum + size, 0) }
}
