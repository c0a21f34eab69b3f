/**
 * Reads what a picture is out of an H.264 sequence parameter set (ITU-T H.264, 7.3.2.1.1). node-media-server has such
 * a reader too, but a crafted set keeps that one busy for minutes.
 */

import { type BitReader, BitsEndedError, readBits, withoutEmulationPrevention } from './bit-reader.ts'
import { type PictureFacts, readChromaName } from './picture-facts.ts'

const PROFILES_WITH_CHROMA = new Set([44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244])
/** The standard's own bound for `num_ref_frames_in_pic_order_cnt_cycle`. */
const MAX_ORDER_COUNT_CYCLE = 255

/** `sps` with its NAL header byte, no start code. `null` when it can't be read. */
export function readSps(sps: Uint8Array): PictureFacts | null {
  return readBits(withoutEmulationPrevention(sps.subarray(1)), parse)
}

function parse(reader: BitReader): PictureFacts | null {
  const profile = reader.bits(8)
  reader.bits(8)
  const level = reader.bits(8)
  reader.unsigned()
  const { chroma, bitDepth } = PROFILES_WITH_CHROMA.has(profile) ? readFormat(reader) : { chroma: 1, bitDepth: 8 }
  reader.unsigned()
  skipPictureOrder(reader)
  reader.unsigned()
  reader.flag()
  const widthBlocks = reader.unsigned() + 1
  const heightUnits = reader.unsigned() + 1
  // One of two fields each, or whole frames alone.
  const fieldFactor = reader.flag() ? 1 : 2
  if (fieldFactor === 2) reader.flag()
  reader.flag()
  const [left, right, top, bottom] = reader.flag()
    ? [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()]
    : [0, 0, 0, 0]
  const cropX = chroma === 1 || chroma === 2 ? 2 : 1
  const cropY = (chroma === 1 ? 2 : 1) * fieldFactor
  const width = widthBlocks * 16 - cropX * (left + right)
  const height = heightUnits * 16 * fieldFactor - cropY * (top + bottom)
  if (width <= 0 || height <= 0) return null
  const isInterlaced = fieldFactor === 2
  return { width, height, profile, level, chroma: readChromaName(chroma), bitDepth, isInterlaced }
}

function readFormat(reader: BitReader): { chroma: number; bitDepth: number } {
  const chroma = reader.unsigned()
  if (chroma === 3) reader.flag()
  const bitDepth = 8 + Math.max(reader.unsigned(), reader.unsigned())
  reader.flag()
  const lists = reader.flag() ? (chroma === 3 ? 12 : 8) : 0
  for (let i = 0; i < lists; i++) {
    if (reader.flag()) skipScaling(reader, i)
  }
  return { chroma, bitDepth }
}

function skipScaling(reader: BitReader, list: number): void {
  let last = 8
  let next = 8
  for (let i = 0; i < (list < 6 ? 16 : 64); i++) {
    if (next !== 0) next = (last + reader.signed() + 256) % 256
    last = next === 0 ? last : next
  }
}

function skipPictureOrder(reader: BitReader): void {
  const type = reader.unsigned()
  if (type === 0) reader.unsigned()
  if (type !== 1) return
  reader.flag()
  reader.signed()
  reader.signed()
  const cycle = reader.unsigned()
  if (cycle > MAX_ORDER_COUNT_CYCLE) throw new BitsEndedError('a picture order cycle is too long')
  for (let i = 0; i < cycle; i++) reader.signed()
}
