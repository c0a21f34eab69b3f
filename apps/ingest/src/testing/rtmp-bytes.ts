/** For tests: the bytes of an RTMP client (Adobe RTMP specification 1.0), well-formed or not. */

type AmfValue = string | number | null | { [field: string]: string | number }

/** C0, C1 and C2 at once; a server that checks nothing of C2 takes that. */
export const HANDSHAKE = Buffer.concat([Buffer.from([3]), Buffer.alloc(1536), Buffer.alloc(1536)])

export function encodeAmf(...values: AmfValue[]): Buffer {
  return Buffer.concat(values.map(encodeValue))
}

function encodeValue(value: AmfValue): Buffer {
  if (value === null) return Buffer.from([5])
  if (typeof value === 'string') return Buffer.concat([Buffer.from([2]), encodeName(value)])
  if (typeof value === 'number') {
    const number = Buffer.alloc(9)
    number.writeDoubleBE(value, 1)
    return number
  }
  const fields = Object.entries(value).flatMap(([name, field]) => [encodeName(name), encodeValue(field)])
  return Buffer.concat([Buffer.from([3]), ...fields, Buffer.from([0, 0, 9])])
}

function encodeName(name: string): Buffer {
  const head = Buffer.alloc(2)
  head.writeUInt16BE(Buffer.byteLength(name))
  return Buffer.concat([head, Buffer.from(name)])
}

export type ChunkOptions = {
  type: number
  payload: Buffer
  /** What the header says, where that is a lie. */
  declaredLength?: number
  timestamp?: number
  chunkStream?: number
  /** As agreed with a set-chunk-size message; 128 before. */
  chunkSize?: number
}

/** One message in chunks of type 0 and 3. */
export function encodeMessage(options: ChunkOptions): Buffer {
  const { type, payload, declaredLength = payload.length, timestamp = 0, chunkStream = 3, chunkSize = 128 } = options
  const header = Buffer.alloc(12)
  header.writeUInt8(chunkStream, 0)
  header.writeUIntBE(timestamp, 1, 3)
  header.writeUIntBE(declaredLength, 4, 3)
  header.writeUInt8(type, 7)
  header.writeUInt32LE(1, 8)
  const parts: Buffer[] = [header]
  for (let at = 0; at < payload.length; at += chunkSize) {
    if (at > 0) parts.push(Buffer.from([0xc0 | chunkStream]))
    parts.push(payload.subarray(at, at + chunkSize))
  }
  return Buffer.concat(parts)
}

export const COMMAND = 20

export function connectMessage(app = 'live'): Buffer {
  const connect = encodeAmf('connect', 1, { app, tcUrl: `rtmp://localhost/${app}` })
  return encodeMessage({ type: COMMAND, payload: connect })
}

export function publishMessage(name: string): Buffer {
  const createStream = encodeMessage({ type: COMMAND, payload: encodeAmf('createStream', 2, null) })
  const publish = encodeMessage({ type: COMMAND, payload: encodeAmf('publish', 3, null, name, 'live') })
  return Buffer.concat([createStream, publish])
}
