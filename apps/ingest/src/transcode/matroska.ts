/** Writes the little of Matroska (RFC 9559) that a pipe into ffmpeg needs: a header, tracks, and a cluster for each frame. */

export type MatroskaTrack = {
  number: number
  codecId: string
  /** CodecPrivate: hvcC, av1C, AudioSpecificConfig. Left out when empty. */
  configuration: Buffer
  picture?: { width: number; height: number }
  sound?: { sampleRate: number; channels: number }
}

export type MatroskaFrame = {
  track: number
  isKeyFrame: boolean
  /** When it is shown, 0 or later. */
  timeMs: number
  body: Buffer
}

const ID = {
  ebml: 0x1a45dfa3,
  docType: 0x4282,
  docTypeVersion: 0x4287,
  docTypeReadVersion: 0x4285,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  muxingApp: 0x4d80,
  writingApp: 0x5741,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackUid: 0x73c5,
  trackType: 0x83,
  flagLacing: 0x9c,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  audio: 0xe1,
  samplingFrequency: 0xb5,
  channels: 0x9f,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
}
const UNKNOWN_SIZE = Buffer.from('01ffffffffffffff', 'hex')
const MILLISECOND = 1_000_000
const TYPES = { picture: 1, sound: 2 }
const KEY_FRAME_FLAG = 0x80

/** A segment without an end, as RFC 9559, 23.2 has it for live media. */
export function buildMatroskaHeader(): Buffer {
  return Buffer.concat([
    element(
      ID.ebml,
      element(ID.docType, text('matroska')),
      element(ID.docTypeVersion, whole(4)),
      element(ID.docTypeReadVersion, whole(2)),
    ),
    idBytes(ID.segment),
    UNKNOWN_SIZE,
    element(
      ID.info,
      element(ID.timestampScale, whole(MILLISECOND)),
      element(ID.muxingApp, text('Shoal')),
      element(ID.writingApp, text('Shoal')),
    ),
  ])
}

export function buildMatroskaTracks(tracks: readonly MatroskaTrack[]): Buffer {
  return element(ID.tracks, ...tracks.map(buildTrack))
}

/** A cluster of its own for each frame, so that ffmpeg has it as soon as it is written. */
export function buildMatroskaBlock({ track, isKeyFrame, timeMs, body }: MatroskaFrame): Buffer {
  // Track number, then the time from the cluster's own, then flags.
  const head = Buffer.from([0x80 | track, 0, 0, isKeyFrame ? KEY_FRAME_FLAG : 0])
  return element(
    ID.cluster,
    element(ID.timestamp, whole(Math.max(0, Math.round(timeMs)))),
    element(ID.simpleBlock, head, body),
  )
}

function buildTrack({ number, codecId, configuration, picture, sound }: MatroskaTrack): Buffer {
  return element(
    ID.trackEntry,
    element(ID.trackNumber, whole(number)),
    element(ID.trackUid, whole(number)),
    element(ID.trackType, whole(picture ? TYPES.picture : TYPES.sound)),
    element(ID.flagLacing, whole(0)),
    element(ID.codecId, text(codecId)),
    ...(configuration.length > 0 ? [element(ID.codecPrivate, configuration)] : []),
    ...(picture
      ? [
          element(
            ID.video,
            element(ID.pixelWidth, whole(picture.width)),
            element(ID.pixelHeight, whole(picture.height)),
          ),
        ]
      : []),
    ...(sound
      ? [
          element(
            ID.audio,
            element(ID.samplingFrequency, float(sound.sampleRate)),
            element(ID.channels, whole(sound.channels)),
          ),
        ]
      : []),
  )
}

function element(id: number, ...contents: Buffer[]): Buffer {
  const length = contents.reduce((sum, { length }) => sum + length, 0)
  const size = Buffer.alloc(8)
  size.writeUIntBE(length, 2, 6)
  size[0] = 0x01
  return Buffer.concat([idBytes(id), size, ...contents])
}

function idBytes(id: number): Buffer {
  return Buffer.from(id.toString(16), 'hex')
}

function whole(value: number): Buffer {
  const bytes = Buffer.alloc(6)
  bytes.writeUIntBE(value, 0, 6)
  return bytes
}

function float(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return bytes
}

function text(value: string): Buffer {
  return Buffer.from(value, 'latin1')
}
