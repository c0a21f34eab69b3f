/** What a publisher sends, one message at a time, and what kind each is (Adobe FLV specification 10.1, annex E). */

export type MediaPacket = {
  kind: 'audio' | 'video' | 'script'
  /** The publisher's clock, milliseconds, 32 bits. */
  timestampMs: number
  /** The tag's body, as RTMP and FLV both carry it. */
  payload: Buffer
  /** Our clock, Unix milliseconds. */
  arrivedAtMs: number
}

const AVC = 7
const AAC = 10
const KEY_FRAME = 1

/** H.264's or AAC's configuration, which a decoder needs before anything else. */
export function isSequenceHeader({ kind, payload }: MediaPacket): boolean {
  if (payload.length < 2 || payload[1] !== 0) return false
  const first = payload.readUInt8(0)
  if (kind === 'video') return (first & 0x80) === 0 && (first & 0x0f) === AVC
  return kind === 'audio' && first >> 4 === AAC
}

/** A frame that decoding can start at. */
export function isKeyFrame(packet: MediaPacket): boolean {
  if (packet.kind !== 'video' || packet.payload.length < 2 || isSequenceHeader(packet)) return false
  return ((packet.payload.readUInt8(0) >> 4) & 0b0111) === KEY_FRAME
}
