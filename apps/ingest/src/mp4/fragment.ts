/** One fragment of one track: what a moof box says of the samples in the mdat behind it (ISO/IEC 14496-12, 8.8). */

import { BOX_HEAD_BYTES, BrokenMediaError, findBox, findBoxes } from './boxes.ts'
import type { SampleDefaults, TrackInit } from './track-init.ts'

export type Sample = {
  /** Ticks, to the next one in decoding order. */
  duration: number
  size: number
  flags: number
  /** Ticks from decoding to showing. */
  compositionOffset: number
}
/** Times are in ticks of the track's timescale. */
export type Fragment = { decodeTime: number; samples: Sample[]; media: Buffer[]; bytes: number }

/** sample_is_non_sync_sample */
const NON_SYNC = 0x10000
const MOST_SAMPLES = 65_536
const TFHD = { baseOffset: 0x1, description: 0x2, duration: 0x8, size: 0x10, flags: 0x20, baseIsMoof: 0x20000 }
const TRUN = { offset: 0x1, firstFlags: 0x4, duration: 0x100, size: 0x200, flags: 0x400, compositionOffset: 0x800 }

export function startsWithKeyFrame({ samples }: Fragment): boolean {
  const [first] = samples
  return first !== undefined && (first.flags & NON_SYNC) === 0
}

/**
 * @param moof the box's body
 * @throws BrokenMediaError unless it is one run of samples that fills an mdat right behind it
 */
export function readFragment(moof: Buffer, track: TrackInit): Omit<Fragment, 'media'> {
  const trafs = findBoxes(moof, ['traf'])
  const [traf] = trafs
  if (!traf || trafs.length > 1) throw new BrokenMediaError('not one track in a fragment')
  const tfdt = findBox(traf, ['tfdt'], 8)
  const isLong = tfdt.readUInt8() === 1
  const decodeTime = isLong && tfdt.length >= 12 ? Number(tfdt.readBigUInt64BE(4)) : tfdt.readUInt32BE(4)
  if (!Number.isSafeInteger(decodeTime)) throw new BrokenMediaError('a time out of range')
  const runs = findBoxes(traf, ['trun'])
  const [run] = runs
  if (!run || runs.length > 1) throw new BrokenMediaError('not one run of samples in a fragment')
  const samples = readRun(run, readFragmentDefaults(traf, track), moof.length + 2 * BOX_HEAD_BYTES)
  return { decodeTime, samples, bytes: samples.reduce((sum, { size }) => sum + size, 0) }
}

function readFragmentDefaults(traf: Buffer, track: TrackInit): SampleDefaults {
  const fields = new Fields(findBox(traf, ['tfhd'], 8))
  const flags = fields.next()
  if ((flags & TFHD.baseOffset) !== 0 || (flags & TFHD.baseIsMoof) === 0) {
    throw new BrokenMediaError('offsets that do not count from the fragment')
  }
  if (fields.next() !== track.trackId) throw new BrokenMediaError('a fragment of another track')
  if ((flags & TFHD.description) !== 0) fields.next()
  return {
    duration: (flags & TFHD.duration) === 0 ? track.defaults.duration : fields.next(),
    size: (flags & TFHD.size) === 0 ? track.defaults.size : fields.next(),
    flags: (flags & TFHD.flags) === 0 ? track.defaults.flags : fields.next(),
  }
}

function readRun(trun: Buffer, defaults: SampleDefaults, mediaAt: number): Sample[] {
  const fields = new Fields(trun)
  const head = fields.next()
  const has = (flag: number) => (head & flag) !== 0
  const count = fields.next()
  const perSample = [TRUN.duration, TRUN.size, TRUN.flags, TRUN.compositionOffset].filter(has).length
  if (count === 0 || count > MOST_SAMPLES || count * 4 * perSample > trun.length) {
    throw new BrokenMediaError('an impossible number of samples')
  }
  if (!has(TRUN.offset) || fields.next() !== mediaAt) throw new BrokenMediaError('samples that are elsewhere')
  const firstFlags = has(TRUN.firstFlags) ? fields.next() : null
  const isSigned = trun.readUInt8() !== 0
  const readSample = (i: number): Sample => ({
    duration: has(TRUN.duration) ? fields.next() : defaults.duration,
    size: has(TRUN.size) ? fields.next() : defaults.size,
    flags: has(TRUN.flags) ? fields.next() : i === 0 ? (firstFlags ?? defaults.flags) : defaults.flags,
    compositionOffset: has(TRUN.compositionOffset) ? (isSigned ? fields.next() | 0 : fields.next()) : 0,
  })
  return Array.from({ length: count }, (_, i) => readSample(i))
}

/** The 32-bit numbers of a box's body, one after the other. */
class Fields {
  readonly #body: Buffer
  #at = 0

  constructor(body: Buffer) {
    this.#body = body
  }

  next(): number {
    if (this.#at + 4 > this.#body.length) throw new BrokenMediaError('a box is shorter than its flags say')
    this.#at += 4
    return this.#body.readUInt32BE(this.#at - 4)
  }
}
