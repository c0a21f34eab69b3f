/** One version of a playlist as bytes, compressed at most once: every viewer asks for it each second or two. */

import { gzipSync } from 'node:zlib'

export class CachedPlaylist {
  readonly plain: Buffer
  #gzip: Buffer | null = null

  constructor(text: string) {
    this.plain = Buffer.from(text)
  }

  get gzip(): Buffer {
    this.#gzip ??= gzipSync(this.plain, { level: 6 })
    return this.#gzip
  }
}
