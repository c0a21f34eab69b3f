/** Reads what an H.265 picture is out of its HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 8.3.3.1). */

import { type BitReader, readBits, withoutEmulationPrevention } from './bit-reader.ts'
import { type PictureFacts, type PictureSize, readChromaName } from './picture-facts.ts'

const RECORD_BYTES = 23
const SPS_TYPE = 33

/** `null` when the size can't be read. */
export function readHevcConfiguration(record: Buffer): PictureFacts | null {
  const sps = findSps(record)
  const size = sps && readBits(withoutEmulationPrevention(sps.subarray(2)), readSize)
  if (!size) return null
  const constraints = record.readUInt8(6)
  return {
    ...size,
    profile: record.readUInt8(1) & 0x1f,
    level: record.readUInt8(12),
    chroma: readChromaName(record.readUInt8(16) & 0b11),
    bitDepth: 8 + Math.max(record.readUInt8(17) & 0b111, record.readUInt8(18) & 0b111),
    isInterlaced: (constraints & 0b0100_0000) !== 0 && (constraints & 0b1000_0000) === 0,
  }
}

function findSps(record: Buffer): Buffer | null {
  if (record.length < RECORD_BYTES) return null
  let at = RECORD_BYTES
  for (let arrays = record.readUInt8(22); arrays > 0 && at + 3 <= record.length; arrays--) {
    const type = record.readUInt8(at) & 0x3f
    let units = record.readUInt16BE(at + 1)
    at += 3
    for (; units > 0 && at + 2 <= record.length; units--) {
      const length = record.readUInt16BE(at)
      at += 2
      if (type === SPS_TYPE) return record.subarray(at, at + length)
      at += length
    }
  }
  return null
}

/** ITU-T H.265, 7.3.2.2.1. */
function readSize(reader: BitReader): PictureSize | null {
  reader.bits(4)
  const subLayers = reader.bits(3)
  reader.flag()
  skipProfileTierLevel(reader, subLayers)
  reader.unsigned()
  const chroma = reader.unsigned()
  if (chroma === 3) reader.flag()
  const codedWidth = reader.unsigned()
  const codedHeight = reader.unsigned()
  const [left, right, top, bottom] = reader.flag()
    ? [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()]
    : [0, 0, 0, 0]
  const width = codedWidth - (chroma === 1 || chroma === 2 ? 2 : 1) * (left + right)
  const height = codedHeight - (chroma === 1 ? 2 : 1) * (top + bottom)
  return width > 0 && height > 0 ? { width, height } : null
}

/** 7.3.3. */
function skipProfileTierLevel(reader: BitReader, subLayers: number): void {
  reader.skip(88 + 8)
  const present = Array.from({ length: subLayers }, () => ({ profile: reader.flag(), level: reader.flag() }))
  if (subLayers > 0) reader.skip(2 * (8 - subLayers))
  for (const { profile, level } of present) reader.skip((profile ? 88 : 0) + (level ? 8 : 0))
}
