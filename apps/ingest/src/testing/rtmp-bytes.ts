/** For tests: the bytes of an RTMP client (Adobe RTMP specification 1.0), well-formed or not. */

import { type AmfValue, writeAmf0 as encodeAmf } from '../publish/amf0.ts'

export { encodeAmf }

/** C0, C1 and C2 at once; a server that checks nothing of C2 takes that. */
export const HANDSHAKE = Buffer.concat([Buffer.from([3]), Buffer.alloc(1536), Buffer.alloc(1536)])

export type ChunkOptions = {
  type: number
  payload: Buffer
  /** What the header says, where that is a lie. */
  declaredLength?: number
  timestamp?: number
  chunkStream?: number
  streamId?: number
  /** As agreed with a set-chunk-size message; 128 before. */
  chunkSize?: number
  /** 0: all fields. 1 to 3 leave some out, and `timestamp` is then a difference. */
  format?: 0 | 1 | 2 | 3
  /** Whether a message's later chunks repeat a time that needs four bytes; some software does not. */
  isTimeRepeated?: boolean
}

const EXTENDED = 0xff_ffff
const HEADER_BYTES = [11, 7, 3, 0]

/** One message in chunks, the later ones of type 3. */
export function encodeMessage(options: ChunkOptions): Buffer {
  const { type, payload, declaredLength = payload.length, timestamp = 0, chunkStream = 3, chunkSize = 128 } = options
  const { streamId = 1, format = 0, isTimeRepeated = true } = options
  const header = Buffer.alloc(11)
  header.writeUIntBE(Math.min(timestamp, EXTENDED), 0, 3)
  header.writeUIntBE(declaredLength, 3, 3)
  header.writeUInt8(type, 6)
  header.writeUInt32LE(streamId, 7)
  const extended = timestamp >= EXTENDED ? Buffer.alloc(4) : Buffer.alloc(0)
  if (extended.length > 0) extended.writeUInt32BE(timestamp)
  const parts: Buffer[] = [basicHeader(format, chunkStream), header.subarray(0, HEADER_BYTES[format]), extended]
  for (let at = 0; at < payload.length; at += chunkSize) {
    if (at > 0) parts.push(basicHeader(3, chunkStream), ...(isTimeRepeated ? [extended] : []))
    parts.push(payload.subarray(at, at + chunkSize))
  }
  return Buffer.concat(parts)
}

/** One byte for streams up to 63, two up to 319, three for the rest. */
function basicHeader(format: number, chunkStream: number): Buffer {
  if (chunkStream < 64) return Buffer.from([(format << 6) | chunkStream])
  const id = chunkStream - 64
  return Buffer.from(id < 256 ? [format << 6, id] : [(format << 6) | 1, id & 0xff, id >> 8])
}

export const COMMAND = 20

export function connectMessage(app = 'live', more: { [name: string]: AmfValue } = {}): Buffer {
  const connect = encodeAmf('connect', 1, { app, tcUrl: `rtmp://localhost/${app}`, ...more })
  return encodeMessage({ type: COMMAND, payload: connect, streamId: 0 })
}

export function publishMessage(name: string, streamId = 1): Buffer {
  const createStream = encodeMessage({ type: COMMAND, payload: encodeAmf('createStream', 2, null), streamId: 0 })
  const publish = encodeMessage({ type: COMMAND, payload: encodeAmf('publish', 3, null, name, 'live'), streamId })
  return Buffer.concat([createStream, publish])
}

/** As ffmpeg, OBS and GStreamer say that they are done. */
export function unpublishMessage(name: string, streamId = 1): Buffer {
  const commands = [encodeAmf('FCUnpublish', 4, null, name), encodeAmf('deleteStream', 5, null, streamId)]
  return Buffer.concat(commands.map((payload) => encodeMessage({ type: COMMAND, payload, streamId: 0 })))
}

export function setChunkSizeMessage(bytes: number): Buffer {
  const payload = Buffer.alloc(4)
  payload.writeUInt32BE(bytes)
  return encodeMessage({ type: 1, payload, chunkStream: 2, streamId: 0 })
}
