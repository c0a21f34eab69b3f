/** Takes an aggregate message apart (Adobe RTMP specification 1.0, 7.1.6): FLV tags, one behind the other. */

import { ChunkError, type RtmpMessage } from './chunk-reader.ts'

const TAG_HEADER_BYTES = 11
const BACK_POINTER_BYTES = 4

/** The messages in it, on the aggregate's own clock. @throws ChunkError */
export function* readAggregate({ payload, timestampMs, streamId }: RtmpMessage): Generator<RtmpMessage> {
  let firstMs: number | null = null
  let at = 0
  while (at < payload.length) {
    if (payload.length - at < TAG_HEADER_BYTES) throw new ChunkError('an aggregate ends too soon')
    const type = payload.readUInt8(at) & 0x1f
    const length = payload.readUIntBE(at + 1, 3)
    const ownMs = payload.readUIntBE(at + 4, 3) + payload.readUInt8(at + 7) * 0x100_0000
    firstMs ??= ownMs
    const start = at + TAG_HEADER_BYTES
    if (length > payload.length - start) throw new ChunkError('an aggregate ends too soon')
    yield {
      ...{ type, streamId, payload: payload.subarray(start, start + length) },
      timestampMs: (timestampMs + ownMs - firstMs) >>> 0,
    }
    at = start + length + BACK_POINTER_BYTES
  }
}
