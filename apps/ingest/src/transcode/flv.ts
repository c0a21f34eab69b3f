/** Writes a publisher's packets as an FLV file (Adobe FLV specification 10.1, annex E), for ffmpeg's standard input. */

import type { MediaPacket } from './media-packet.ts'

const TAG_TYPES = { audio: 8, video: 9, script: 18 } as const

export function buildFlvHeader({ hasAudio, hasVideo }: { hasAudio: boolean; hasVideo: boolean }): Buffer {
  const flags = (hasAudio ? 0b100 : 0) | (hasVideo ? 0b001 : 0)
  return Buffer.from([0x46, 0x4c, 0x56, 1, flags, 0, 0, 0, 9, 0, 0, 0, 0])
}

const HEAD_BYTES = 11
const TAIL_BYTES = 4

/** In parts, around the packet's own bytes. `timestampMs` replaces the packet's, so that each encoder's clock starts at 0. */
export function buildFlvTag({ kind, payload }: MediaPacket, timestampMs: number): Buffer[] {
  const { length } = payload
  const ends = Buffer.allocUnsafe(HEAD_BYTES + TAIL_BYTES)
  const time = timestampMs >>> 0
  ends.writeUInt8(TAG_TYPES[kind], 0)
  ends.writeUIntBE(length, 1, 3)
  ends.writeUIntBE(time & 0xff_ffff, 4, 3)
  ends.writeUInt8(time >>> 24, 7)
  ends.writeUIntBE(0, 8, 3)
  ends.writeUInt32BE(HEAD_BYTES + length, HEAD_BYTES)
  return [ends.subarray(0, HEAD_BYTES), payload, ends.subarray(HEAD_BYTES)]
}
