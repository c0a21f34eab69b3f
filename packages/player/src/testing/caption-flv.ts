/** Puts closed captions into a recording in FLV, as an encoder does: a message ahead of each picture that brings some. */

import { captionBytes, captionUnit, ERASE } from './caption-bytes.ts'

const FILE_HEADER_BYTES = 13
const TAG_HEADER_BYTES = 11
const TAG_SIZE_BYTES = 4
const VIDEO = 9
const NAL_UNITS = 1
/** Frame type, codec, what follows, and the composition time. */
const VIDEO_HEADER_BYTES = 5

/** `CAPTION n` from every sixth second on, for five seconds. */
export function putCaptionsIn(flv: Buffer): Buffer {
  let saidMs = Number.NEGATIVE_INFINITY
  return rewritePictures(flv, (atMs) => {
    const due = [Math.floor(atMs / 6000) * 6000, Math.floor((atMs - 5000) / 6000) * 6000 + 5000]
    const dueMs = Math.max(...due)
    if (dueMs <= saidMs) return []
    saidMs = dueMs
    return dueMs % 6000 === 0 ? captionBytes(`CAPTION ${dueMs / 6000}`) : ERASE
  })
}

/** `bytesAt` is what is said at the picture of that time, if anything. */
function rewritePictures(flv: Buffer, bytesAt: (atMs: number) => number[]): Buffer {
  const written = [flv.subarray(0, FILE_HEADER_BYTES)]
  for (let at = FILE_HEADER_BYTES; at < flv.length; ) {
    const header = Buffer.from(flv.subarray(at, at + TAG_HEADER_BYTES))
    const size = header.readUIntBE(1, 3)
    const body = flv.subarray(at + TAG_HEADER_BYTES, at + TAG_HEADER_BYTES + size)
    const hasPicture = header[0] === VIDEO && body[1] === NAL_UNITS
    const bytes = hasPicture ? bytesAt(header.readUIntBE(4, 3)) : []
    const unit = captionUnit(bytes)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(unit.length)
    const parts = hasPicture
      ? [body.subarray(0, VIDEO_HEADER_BYTES), length, unit, body.subarray(VIDEO_HEADER_BYTES)]
      : [body]
    const rewritten = Buffer.concat(parts)
    header.writeUIntBE(rewritten.length, 1, 3)
    const tagSize = Buffer.alloc(TAG_SIZE_BYTES)
    tagSize.writeUInt32BE(TAG_HEADER_BYTES + rewritten.length)
    written.push(header, rewritten, tagSize)
    at += TAG_HEADER_BYTES + size + TAG_SIZE_BYTES
  }
  return Buffer.concat(written)
}
