/** Puts RTMP's chunks together to messages again (Adobe RTMP specification 1.0, 5.3), and holds no more than it has to. */

export type RtmpMessage = {
  type: number
  /** Milliseconds, 32 bits; it wraps. */
  timestampMs: number
  streamId: number
  /** Memory of its own. */
  payload: Buffer
}

export type ChunkLimits = {
  /** The largest message, bytes. */
  messageBytes: number
  /** Everything that half-read messages may hold, bytes. */
  bufferedBytes: number
}

/** The chunks do not follow the protocol, or go over a limit. */
export class ChunkError extends Error {
  override name = 'ChunkError'
}

type ChunkStream = {
  timestampMs: number
  /** What a chunk without a time of its own adds to the time before. */
  deltaMs: number
  /** As written after the header, where three bytes were too few for it. */
  extendedMs: number | null
  length: number
  type: number
  streamId: number
  payload: Buffer
  /** Of the payload, how many are there. */
  received: number
  isOpen: boolean
}

const MOST_CHUNK_STREAMS = 64
const FIRST_CHUNK_SIZE = 128
const LARGEST_CHUNK_SIZE = 0x7fff_ffff
/** Without the basic header: all fields, without the stream id, the time alone, nothing. */
const HEADER_BYTES = [11, 7, 3, 0]
const EXTENDED = 0xff_ffff
/** Memory follows what has come, not what a header promises. */
const FIRST_CAPACITY = 16_384
const EMPTY = Buffer.alloc(0)

export class ChunkReader {
  readonly #onMessage: (message: RtmpMessage) => void
  readonly #limits: () => ChunkLimits
  readonly #streams = new Map<number, ChunkStream>()
  #chunkSize = FIRST_CHUNK_SIZE
  #bufferedBytes = 0
  /** A header that the last bytes ended in. */
  #rest: Buffer = EMPTY
  /** The chunk that is being read, and what is missing of it. */
  #stream: ChunkStream | null = null
  #chunkLeft = 0

  constructor(limits: () => ChunkLimits, onMessage: (message: RtmpMessage) => void) {
    this.#limits = limits
    this.#onMessage = onMessage
  }

  /** Memory that half-read messages hold. */
  get bufferedBytes(): number {
    return this.#bufferedBytes
  }

  setChunkSize(bytes: number): void {
    if (bytes < 1 || bytes > LARGEST_CHUNK_SIZE) throw new ChunkError(`a chunk size of ${bytes}`)
    this.#chunkSize = bytes
  }

  /** The sender gives up a message in the middle. */
  abort(chunkStreamId: number): void {
    const stream = this.#streams.get(chunkStreamId)
    if (stream?.isOpen) this.#close(stream)
  }

  /** @throws ChunkError, after which nothing more can be read. */
  receive(bytes: Buffer): void {
    const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes
    this.#rest = EMPTY
    let at = 0
    while (at < data.length) {
      if (this.#stream) {
        at += this.#readPayload(this.#stream, data, at)
        continue
      }
      const headerBytes = this.#readHeader(data, at)
      if (headerBytes === 0) {
        this.#rest = Buffer.from(data.subarray(at))
        return
      }
      at += headerBytes
    }
  }

  /** Returns the header's length, or 0 while it is not all there. */
  #readHeader(data: Buffer, start: number): number {
    const first = data.readUInt8(start)
    const format = first >> 6
    const shortId = first & 0x3f
    const basicBytes = shortId === 0 ? 2 : shortId === 1 ? 3 : 1
    let at = start + basicBytes
    const fixedEnd = at + (HEADER_BYTES[format] ?? 0)
    if (data.length < fixedEnd) return 0
    const id =
      basicBytes === 1 ? shortId : basicBytes === 2 ? 64 + data.readUInt8(start + 1) : 64 + data.readUInt16LE(start + 1)
    const stream = this.#find(id)
    if (stream.isOpen && format !== 3) throw new ChunkError('a message is broken off by another one')
    const field = format === 3 ? null : data.readUIntBE(at, 3)
    const isExtended = field === null ? stream.extendedMs !== null : field === EXTENDED
    const extended = isExtended ? readExtended(data, fixedEnd, stream) : null
    if (extended === 'incomplete') return 0
    if (!stream.isOpen) {
      if (field !== null || extended) stream.extendedMs = extended?.value ?? null
      stream.deltaMs = stream.extendedMs ?? field ?? stream.deltaMs
    }
    at += 3
    if (format <= 1) {
      stream.length = data.readUIntBE(at, 3)
      stream.type = data.readUInt8(at + 3)
    }
    if (format === 0) stream.streamId = data.readUInt32LE(at + 4)
    if (!stream.isOpen) this.#open(stream, format)
    this.#stream = stream
    this.#chunkLeft = Math.min(this.#chunkSize, stream.length - stream.received)
    if (this.#chunkLeft === 0) this.#endChunk(stream)
    return fixedEnd - start + (extended?.bytes ?? 0)
  }

  #find(id: number): ChunkStream {
    const known = this.#streams.get(id)
    if (known) return known
    if (this.#streams.size >= MOST_CHUNK_STREAMS) throw new ChunkError('too many chunk streams')
    const stream: ChunkStream = {
      ...{ timestampMs: 0, deltaMs: 0, extendedMs: null, length: 0, type: 0, streamId: 0 },
      ...{ payload: EMPTY, received: 0, isOpen: false },
    }
    this.#streams.set(id, stream)
    return stream
  }

  #open(stream: ChunkStream, format: number): void {
    if (stream.length > this.#limits().messageBytes) throw new ChunkError('a message is too large')
    stream.timestampMs = format === 0 ? stream.deltaMs : (stream.timestampMs + stream.deltaMs) >>> 0
    stream.isOpen = true
    stream.received = 0
    this.#grow(stream, Math.min(stream.length, FIRST_CAPACITY))
  }

  #grow(stream: ChunkStream, capacity: number): void {
    this.#bufferedBytes += capacity - stream.payload.length
    if (this.#bufferedBytes > this.#limits().bufferedBytes) throw new ChunkError('too many half-read messages')
    const grown = Buffer.allocUnsafe(capacity)
    stream.payload.copy(grown, 0, 0, stream.received)
    stream.payload = grown
  }

  #readPayload(stream: ChunkStream, data: Buffer, at: number): number {
    const bytes = Math.min(this.#chunkLeft, data.length - at)
    const needed = stream.received + bytes
    if (needed > stream.payload.length) {
      this.#grow(stream, Math.min(stream.length, Math.max(needed, 2 * stream.payload.length)))
    }
    data.copy(stream.payload, stream.received, at, at + bytes)
    stream.received = needed
    this.#chunkLeft -= bytes
    if (this.#chunkLeft === 0) this.#endChunk(stream)
    return bytes
  }

  #endChunk(stream: ChunkStream): void {
    this.#stream = null
    if (stream.received < stream.length) return
    const { type, timestampMs, streamId, payload } = stream
    this.#close(stream)
    this.#onMessage({ type, timestampMs, streamId, payload })
  }

  #close(stream: ChunkStream): void {
    this.#bufferedBytes -= stream.payload.length
    stream.payload = EMPTY
    stream.received = 0
    stream.isOpen = false
  }
}

/**
 * Four bytes after a header whose time has no room in three. The specification repeats them in a message's later
 * chunks, and some software leaves them out there: what differs from the message's own is its payload.
 */
function readExtended(data: Buffer, at: number, stream: ChunkStream): { value: number; bytes: number } | 'incomplete' {
  const { isOpen, extendedMs } = stream
  if (isOpen && extendedMs !== null) {
    const expected = Buffer.alloc(4)
    expected.writeUInt32BE(extendedMs)
    const there = data.subarray(at, at + 4)
    if (!there.equals(expected.subarray(0, there.length))) return { value: extendedMs, bytes: 0 }
  }
  return data.length < at + 4 ? 'incomplete' : { value: data.readUInt32BE(at), bytes: 4 }
}
