/** Writes a publisher's packets as an FLV file (Adobe FLV specification 10.1, annex E), for ffmpeg's standard input. */

import type { MediaPacket } from './media-packet.ts'

const TAG_TYPES = { audio: 8, video: 9, script: 18 } as const

export function buildFlvHeader({ hasAudio, hasVideo }: { hasAudio: boolean; hasVideo: boolean }): Buffer {
  const flags = (hasAudio ? 0b100 : 0) | (hasVideo ? 0b001 : 0)
  return Buffer.from([0x46, 0x4c, 0x56, 1, flags, 0, 0, 0, 9, 0, 0, 0, 0])
}

/** `timestampMs` replaces the packet's own, so that each encoder's clock starts at 0. */
export function buildFlvTag(packet: MediaPacket, timestampMs: number): Buffer {
  const { length } = packet.payload
  const tag = Buffer.allocUnsafe(11 + length + 4)
  const time = timestampMs >>> 0
  tag.writeUInt8(TAG_TYPES[packet.kind], 0)
  tag.writeUIntBE(length, 1, 3)
  tag.writeUIntBE(time & 0xff_ffff, 4, 3)
  tag.writeUInt8(time >>> 24, 7)
  tag.writeUIntBE(0, 8, 3)
  packet.payload.copy(tag, 11)
  tag.writeUInt32BE(11 + length, 11 + length)
  return tag
}
