/**
 * Reads a picture's size out of an H.264 sequence parameter set (ITU-T H.264, 7.3.2.1.1). node-media-server has such
 * a reader too, but a crafted set keeps that one busy for minutes.
 */

export type PictureSize = { width: number; height: number }

const PROFILES_WITH_CHROMA = new Set([44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244])
/** The standard's own bound for `num_ref_frames_in_pic_order_cnt_cycle`. */
const MAX_ORDER_COUNT_CYCLE = 255

class BitsEndedError extends Error {
  override name = 'BitsEndedError'
}

class BitReader {
  readonly #bytes: Uint8Array
  #position = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  bits(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++, this.#position++) {
      const byte = this.#bytes[this.#position >> 3]
      if (byte === undefined) throw new BitsEndedError('the parameter set is too short')
      value = value * 2 + ((byte >> (7 - (this.#position & 7))) & 1)
    }
    return value
  }

  flag(): boolean {
    return this.bits(1) === 1
  }

  /** Exp-Golomb, 9.1. */
  unsigned(): number {
    let zeros = 0
    while (!this.flag()) if (++zeros > 31) throw new BitsEndedError('a number is too long')
    return 2 ** zeros - 1 + this.bits(zeros)
  }

  signed(): number {
    const code = this.unsigned()
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2
  }
}

/** `sps` with its NAL header byte, no start code. `null` when it can't be read. */
export function readSpsSize(sps: Uint8Array): PictureSize | null {
  try {
    return parse(new BitReader(withoutEmulationPrevention(sps.subarray(1))))
  } catch (error) {
    if (error instanceof BitsEndedError) return null
    throw error
  }
}

function parse(reader: BitReader): PictureSize | null {
  const profile = reader.bits(8)
  reader.bits(16)
  reader.unsigned()
  const chroma = PROFILES_WITH_CHROMA.has(profile) ? readChroma(reader) : 1
  reader.unsigned()
  skipPictureOrder(reader)
  reader.unsigned()
  reader.flag()
  const widthBlocks = reader.unsigned() + 1
  const heightUnits = reader.unsigned() + 1
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
  return width > 0 && height > 0 ? { width, height } : null
}

function readChroma(reader: BitReader): number {
  const chroma = reader.unsigned()
  if (chroma === 3) reader.flag()
  reader.unsigned()
  reader.unsigned()
  reader.flag()
  const lists = reader.flag() ? (chroma === 3 ? 12 : 8) : 0
  for (let i = 0; i < lists; i++) {
    if (reader.flag()) skipScaling(reader, i)
  }
  return chroma
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

function withoutEmulationPrevention(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, i) => !(i >= 2 && byte === 3 && bytes[i - 1] === 0 && bytes[i - 2] === 0))
}
