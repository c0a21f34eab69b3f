/** Splits a file that arrives in chunks of any size into its outermost boxes, with a bound on each. */

import { BOX_HEAD_BYTES, BrokenMediaError, readBoxHead } from './boxes.ts'

/** Bytes that a box of this type may have. */
const LARGEST_BYTES: Record<string, number> = { ftyp: 1024, moov: 65_536, moof: 1_048_576, mdat: 67_108_864 }

/** Stepped over as they pass, and cost no memory: ffmpeg's index at the end of a run, and what may be between fragments. */
const SKIPPED = ['mfra', 'free', 'skip', 'styp', 'sidx', 'prft']
const LARGEST_SKIPPED_BYTES = 268_435_456

const NOTHING = Buffer.alloc(0)

export type TopLevelBox = {
  type: string
  /** The body, as it came. */
  chunks: Buffer[]
  /** Of the body. */
  bytes: number
}

export class TopLevelBoxes {
  readonly #onBox: (box: TopLevelBox) => void
  #head: Buffer = NOTHING
  #box: TopLevelBox | null = null
  #missing = 0

  constructor(onBox: (box: TopLevelBox) => void) {
    this.#onBox = onBox
  }

  /** @throws BrokenMediaError */
  push(chunk: Buffer): void {
    let rest = chunk
    while (rest.length > 0) rest = this.#box ? this.#readBody(this.#box, rest) : this.#readHead(rest)
  }

  /** Returns what it did not need. */
  #readHead(bytes: Buffer): Buffer {
    const wanted = BOX_HEAD_BYTES - this.#head.length
    const part = bytes.subarray(0, wanted)
    this.#head = this.#head.length === 0 ? part : Buffer.concat([this.#head, part])
    if (this.#head.length === BOX_HEAD_BYTES) {
      const { type, size } = readBoxHead(this.#head, 0)
      const largest = SKIPPED.includes(type) ? LARGEST_SKIPPED_BYTES : LARGEST_BYTES[type]
      if (largest === undefined) throw new BrokenMediaError('a box that has no place there')
      if (size > largest) throw new BrokenMediaError(`too large a ${type}`)
      this.#head = NOTHING
      this.#box = { type, chunks: [], bytes: size - BOX_HEAD_BYTES }
      this.#missing = this.#box.bytes
      this.#finish(this.#box)
    }
    return bytes.subarray(wanted)
  }

  #readBody(box: TopLevelBox, bytes: Buffer): Buffer {
    const taken = bytes.subarray(0, this.#missing)
    if (box.type in LARGEST_BYTES) box.chunks.push(taken)
    this.#missing -= taken.length
    this.#finish(box)
    return bytes.subarray(taken.length)
  }

  #finish(box: TopLevelBox): void {
    if (this.#missing > 0) return
    this.#box = null
    if (box.type in LARGEST_BYTES) this.#onBox(box)
  }
}
