/** Moves the times of a segment's fragments (ISO/IEC 14496-12, 8.8.12). */

import { findBox, findBoxes, readBoxes } from '../mp4/boxes.ts'
import { readTimescales, TRACK_IDS } from '../mp4/init.ts'

/** Returns a copy. @throws BrokenMediaError for what is no segment of ours. */
export function shiftFragments(segment: Buffer, init: Buffer, seconds: number): Buffer {
  const timescales = readTimescales(init)
  const ticks = new Map([
    [TRACK_IDS.video, Math.round(seconds * (timescales.video ?? 0))],
    [TRACK_IDS.audio, Math.round(seconds * (timescales.audio ?? 0))],
  ])
  const shifted = Buffer.from(segment)
  for (const { type, body } of readBoxes(shifted)) {
    if (type !== 'moof') continue
    for (const traf of findBoxes(body, ['traf'])) {
      const trackId = findBox(traf, ['tfhd'], 8).readUInt32BE(4)
      shiftTime(findBox(traf, ['tfdt'], 8), ticks.get(trackId) ?? 0)
    }
  }
  return shifted
}

/** Never under zero. */
function shiftTime(tfdt: Buffer, ticks: number): void {
  if (tfdt.readUInt8() === 1) {
    const time = tfdt.readBigUInt64BE(4) - BigInt(ticks)
    tfdt.writeBigUInt64BE(time < 0n ? 0n : time, 4)
  } else tfdt.writeUInt32BE(Math.max(0, tfdt.readUInt32BE(4) - ticks), 4)
}
