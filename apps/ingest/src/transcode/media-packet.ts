/**
 * What a publisher sends, one message at a time, and what kind each is (Adobe FLV specification 10.1, annex E;
 * Veovera's Enhanced RTMP, version 1).
 */

export type MediaPacket = {
  kind: 'audio' | 'video' | 'script'
  /** The publisher's clock, milliseconds, 32 bits. */
  timestampMs: number
  /** The tag's body, as RTMP and FLV both carry it. */
  payload: Buffer
  /** Our clock, Unix milliseconds. */
  arrivedAtMs: number
}

export type VideoCodec = 'H.264' | 'H.265' | 'AV1' | 'VP9'

/** A video message taken apart. `body` is a decoder's configuration record, or a frame as MP4 and Matroska hold it. */
export type VideoTag = {
  codec: VideoCodec
  part: 'configuration' | 'frame' | 'other'
  isKeyFrame: boolean
  /** From the message's own time to when the picture is shown. */
  compositionMs: number
  body: Buffer
}

const AVC = 7
const AAC = 10
const KEY_FRAME = 1
const FOUR_CCS = new Map<string, VideoCodec>([
  ['hvc1', 'H.265'],
  ['av01', 'AV1'],
  ['vp09', 'VP9'],
])
/** Enhanced RTMP's packet types. */
const SEQUENCE_START = 0
const CODED_FRAMES = 1
/** As CodedFrames, shown at once. */
const CODED_FRAMES_X = 3

/** `null` for a codec that is none of ours. */
export function readVideoTag(payload: Buffer): VideoTag | null {
  if (payload.length < 5) return null
  const first = payload.readUInt8(0)
  return first & 0x80 ? readEnhanced(payload, first) : readClassic(payload, first)
}

function readClassic(payload: Buffer, first: number): VideoTag | null {
  if ((first & 0x0f) !== AVC) return null
  const part = ([0, 1] as const).find((type) => type === payload[1])
  return {
    codec: 'H.264',
    part: part === 0 ? 'configuration' : part === 1 ? 'frame' : 'other',
    isKeyFrame: part === 1 && first >> 4 === KEY_FRAME,
    compositionMs: part === 1 ? payload.readIntBE(2, 3) : 0,
    body: payload.subarray(5),
  }
}

function readEnhanced(payload: Buffer, first: number): VideoTag | null {
  const codec = FOUR_CCS.get(payload.toString('latin1', 1, 5))
  if (!codec) return null
  const type = first & 0x0f
  const isFrame = type === CODED_FRAMES || type === CODED_FRAMES_X
  // Only H.265's frames say when they are shown.
  const hasOffset = type === CODED_FRAMES && codec === 'H.265'
  if (hasOffset && payload.length < 8) return null
  return {
    codec,
    part: type === SEQUENCE_START ? 'configuration' : isFrame ? 'frame' : 'other',
    isKeyFrame: isFrame && ((first >> 4) & 0b0111) === KEY_FRAME,
    compositionMs: hasOffset ? payload.readIntBE(5, 3) : 0,
    body: payload.subarray(hasOffset ? 8 : 5),
  }
}

/** A video or audio configuration, which a decoder needs before anything else. */
export function isSequenceHeader({ kind, payload }: MediaPacket): boolean {
  if (kind === 'video') return readVideoTag(payload)?.part === 'configuration'
  return kind === 'audio' && payload.length >= 2 && payload.readUInt8(0) >> 4 === AAC && payload[1] === 0
}

/** A frame that decoding can start at. */
export function isKeyFrame({ kind, payload }: MediaPacket): boolean {
  return kind === 'video' && readVideoTag(payload)?.isKeyFrame === true
}

const [SLICE, IDR_SLICE] = [1, 5]
const LENGTH_BYTES = 4

/**
 * Whether a segment can begin with this frame: a key frame that nothing after it looks behind of. With intra refresh
 * and open groups of pictures, publishers call H.264's recovery points key frames too, which ffmpeg can start to decode
 * at and not cut at.
 */
export function isClosedKeyFrame({ codec, isKeyFrame, body }: VideoTag): boolean {
  const slice = codec === 'H.264' && isKeyFrame ? firstSlice(body) : null
  return isKeyFrame && slice !== SLICE
}

/** The type of the first of an H.264 frame's units that is a part of its picture (ISO/IEC 14496-10, table 7-1). */
function firstSlice(body: Buffer): number | null {
  for (let at = 0; at + LENGTH_BYTES < body.length; at += LENGTH_BYTES + body.readUInt32BE(at)) {
    const type = body.readUInt8(at + LENGTH_BYTES) & 0x1f
    if (type >= SLICE && type <= IDR_SLICE) return type
  }
  return null
}
