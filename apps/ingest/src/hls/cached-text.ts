/** One version of a playlist or manifest as bytes, compressed at most once: every viewer asks for it each second or two. */

import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const compress = promisify(gzip)

export class CachedText {
  readonly plain: Buffer
  /** Weak, for it is the same compressed (RFC 9110, 8.8.1). */
  readonly etag: string
  #gzip: Promise<Buffer> | Buffer | null = null

  constructor(text: string) {
    this.plain = Buffer.from(text)
    this.etag = `W/"${createHash('sha256').update(this.plain).digest('base64url').slice(0, 22)}"`
  }

  /** On another thread: two hours of segments are half a megabyte. */
  get gzip(): Promise<Buffer> | Buffer {
    this.#gzip ??= compress(this.plain, { level: 6 }).then((bytes) => (this.#gzip = bytes))
    return this.#gzip
  }
}
