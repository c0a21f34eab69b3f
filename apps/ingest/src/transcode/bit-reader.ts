/** Reads the bit fields of a codec's headers; a header from outside may end anywhere. */

/** Thrown by a `BitReader`, for its caller to catch. */
export class BitsEndedError extends Error {
  override name = 'BitsEndedError'
}

export class BitReader {
  readonly #bytes: Uint8Array
  #position = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  bits(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++, this.#position++) {
      const byte = this.#bytes[this.#position >> 3]
      if (byte === undefined) throw new BitsEndedError('the header is too short')
      value = value * 2 + ((byte >> (7 - (this.#position & 7))) & 1)
    }
    return value
  }

  flag(): boolean {
    return this.bits(1) === 1
  }

  skip(count: number): void {
    this.#position += count
  }

  /** Exp-Golomb (ITU-T H.264, 9.1), and AV1's uvlc (4.10.3), which is the same. */
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

/** `null` when the bits end too early. */
export function readBits<T>(bytes: Uint8Array, read: (reader: BitReader) => T): T | null {
  try {
    return read(new BitReader(bytes))
  } catch (error) {
    if (error instanceof BitsEndedError) return null
    throw error
  }
}

/** A NAL unit's payload without the bytes that keep start codes out of it (ITU-T H.264 and H.265, 7.3.1.1). */
export function withoutEmulationPrevention(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, i) => !(i >= 2 && byte === 3 && bytes[i - 1] === 0 && bytes[i - 2] === 0))
}
