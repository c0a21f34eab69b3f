/** Reads pictures out of ffmpeg's mpjpeg: JPEGs, each behind a small head that says how long it is (RFC 2046, 5.1.1). */

import { BrokenMediaError } from '../mp4/boxes.ts'

const HEAD_END = '\r\n\r\n'
const LARGEST_HEAD_BYTES = 512
const LARGEST_PICTURE_BYTES = 4_194_304
const LENGTH = /^content-length: ?(\d{1,8})\r?$/im
const JPEG_START = 0xffd8

export class MpjpegReader {
  readonly #onPicture: (jpeg: Buffer) => void
  #waiting: Buffer[] = []
  #waitingBytes = 0
  /** Of the picture that is coming in; null while its head is. */
  #pictureBytes: number | null = null

  constructor(onPicture: (jpeg: Buffer) => void) {
    this.#onPicture = onPicture
  }

  /** @throws BrokenMediaError */
  push(chunk: Buffer): void {
    this.#waiting.push(chunk)
    this.#waitingBytes += chunk.length
    while (this.#waitingBytes >= (this.#pictureBytes ?? 1)) {
      const bytes = Buffer.concat(this.#waiting)
      const rest = this.#pictureBytes === null ? this.#readHead(bytes) : this.#readPicture(bytes, this.#pictureBytes)
      this.#waiting = [rest ?? bytes]
      this.#waitingBytes = (rest ?? bytes).length
      if (!rest) return
    }
  }

  /** Null until the head is whole. */
  #readHead(bytes: Buffer): Buffer | null {
    const end = bytes.subarray(0, LARGEST_HEAD_BYTES).indexOf(HEAD_END)
    if (end < 0 && bytes.length < LARGEST_HEAD_BYTES) return null
    const length = Number(LENGTH.exec(bytes.toString('latin1', 0, Math.max(end, 0)))?.[1] ?? 0)
    if (length === 0 || length > LARGEST_PICTURE_BYTES) throw new BrokenMediaError('a picture of no possible length')
    this.#pictureBytes = length
    return bytes.subarray(end + HEAD_END.length)
  }

  #readPicture(bytes: Buffer, length: number): Buffer {
    if (length < 2 || bytes.readUInt16BE() !== JPEG_START) throw new BrokenMediaError('a picture that is no JPEG')
    this.#pictureBytes = null
    // A copy, so that a picture that is kept does not keep what came with it.
    this.#onPicture(Buffer.from(bytes.subarray(0, length)))
    return bytes.subarray(length)
  }
}
