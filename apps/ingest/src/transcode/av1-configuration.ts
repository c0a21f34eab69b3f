/** Reads what an AV1 picture is out of its AV1CodecConfigurationRecord (AOM, AV1 in ISOBMFF, 2.3.3). */

import { type BitReader, readBits } from './bit-reader.ts'
import type { PictureFacts, PictureSize } from './picture-facts.ts'

const RECORD_BYTES = 4
const SEQUENCE_HEADER = 1

/** `null` when the size can't be read. */
export function readAv1Configuration(record: Buffer): PictureFacts | null {
  if (record.length <= RECORD_BYTES) return null
  const size = readBits(record.subarray(RECORD_BYTES), readSequenceHeader)
  if (!size) return null
  const [profileAndLevel, flags] = [record.readUInt8(1), record.readUInt8(2)]
  return {
    ...size,
    profile: profileAndLevel >> 5,
    level: profileAndLevel & 0x1f,
    chroma: chromaOf(flags),
    bitDepth: flags & 0x40 ? (flags & 0x20 ? 12 : 10) : 8,
    isInterlaced: false,
  }
}

function chromaOf(flags: number): PictureFacts['chroma'] {
  if (flags & 0x10) return '4:0:0'
  if (flags & 0x04) return '4:2:0'
  return flags & 0x08 ? '4:2:2' : '4:4:4'
}

/** AV1 bitstream specification, 5.3 to 5.5. */
function readSequenceHeader(reader: BitReader): PictureSize | null {
  reader.flag()
  if (reader.bits(4) !== SEQUENCE_HEADER) return null
  const hasExtension = reader.flag()
  const hasSize = reader.flag()
  reader.skip(hasExtension ? 9 : 1)
  if (hasSize) while (reader.flag()) reader.skip(7)
  if (hasSize) reader.skip(7)
  reader.skip(3 + 1)
  const isReduced = reader.flag()
  if (isReduced) reader.skip(5)
  else skipOperatingPoints(reader)
  const widthBits = reader.bits(4) + 1
  const heightBits = reader.bits(4) + 1
  return { width: reader.bits(widthBits) + 1, height: reader.bits(heightBits) + 1 }
}

function skipOperatingPoints(reader: BitReader): void {
  const delayBits = reader.flag() ? skipTiming(reader) : null
  const hasDisplayDelay = reader.flag()
  for (let points = reader.bits(5) + 1; points > 0; points--) {
    reader.skip(12)
    if (reader.bits(5) > 7) reader.skip(1)
    if (delayBits !== null && reader.flag()) reader.skip(2 * delayBits + 1)
    if (hasDisplayDelay && reader.flag()) reader.skip(4)
  }
}

/** How long a decoder model's delays are; null without such a model. */
function skipTiming(reader: BitReader): number | null {
  reader.skip(64)
  if (reader.flag()) reader.unsigned()
  if (!reader.flag()) return null
  const delayBits = reader.bits(5) + 1
  reader.skip(32 + 10)
  return delayBits
}
