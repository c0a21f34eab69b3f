/** Writes a fragment: one moof and one mdat, with times of 64 bits and offsets that count from the moof. */

import { BOX_HEAD_BYTES, buildBox, buildFullBox } from './boxes.ts'
import type { Fragment } from './fragment.ts'

export type WrittenFragment = Fragment & { trackId: number; sequenceNumber: number }

const DEFAULT_BASE_IS_MOOF = 0x020000
/** Version 1 (signed composition offsets); data offset, then duration, size, flags and composition offset per sample. */
const RUN_FLAGS = 0x01000f01
const BYTES_A_SAMPLE = 16
const RUN_HEAD_BYTES = 12

/** The fragment's bytes, in pieces to be concatenated: the samples are not copied. */
export function buildFragment({
  trackId,
  sequenceNumber,
  decodeTime,
  samples,
  media,
  bytes,
}: WrittenFragment): Buffer[] {
  const tfdt = Buffer.alloc(12)
  tfdt.writeUInt8(1)
  tfdt.writeBigUInt64BE(BigInt(decodeTime), 4)
  const run = Buffer.alloc(RUN_HEAD_BYTES + BYTES_A_SAMPLE * samples.length)
  const traf = [buildFullBox('tfhd', DEFAULT_BASE_IS_MOOF, trackId), buildBox('tfdt', tfdt), buildBox('trun', run)]
  const moof = buildBox('moof', buildFullBox('mfhd', 0, sequenceNumber), buildBox('traf', ...traf))

  // The run is the last thing in the moof, and it says how long the moof is.
  const written = moof.subarray(moof.length - run.length)
  written.writeUInt32BE(RUN_FLAGS)
  written.writeUInt32BE(samples.length, 4)
  written.writeUInt32BE(moof.length + BOX_HEAD_BYTES, 8)
  let at = RUN_HEAD_BYTES
  for (const { duration, size, flags, compositionOffset } of samples) {
    written.writeUInt32BE(duration, at)
    written.writeUInt32BE(size, at + 4)
    written.writeUInt32BE(flags, at + 8)
    written.writeInt32BE(compositionOffset | 0, at + 12)
    at += BYTES_A_SAMPLE
  }
  const mdat = Buffer.alloc(BOX_HEAD_BYTES)
  mdat.writeUInt32BE(BOX_HEAD_BYTES + bytes)
  mdat.write('mdat', 4, 'latin1')
  return [moof, mdat, ...media]
}

const SEGMENT_BRANDS = ['msdh', 'msdh', 'msix']

/** What a segment opens with (ISO/IEC 23009-1, 6.3.4.2): brand, version, compatible brands. */
export const segmentType: Buffer = buildBox(
  'styp',
  Buffer.concat(SEGMENT_BRANDS.flatMap((brand, i) => [Buffer.from(brand), ...(i === 0 ? [Buffer.alloc(4)] : [])])),
)
