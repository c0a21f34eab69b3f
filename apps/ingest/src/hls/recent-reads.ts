/** What was read from the disk lately, for the next viewer who is at the same place of a recording. */

type Read = () => Promise<Buffer | null>

export class RecentReads {
  readonly #mostBytes: number
  /** The one asked for last is last. */
  readonly #kept = new Map<string, Buffer>()
  readonly #running = new Map<string, Promise<Buffer | null>>()
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Those who ask while it is being read wait for the same read. */
  get(key: string, read: Read): Promise<Buffer | null> | Buffer {
    const kept = this.#kept.get(key)
    if (kept) {
      this.#kept.delete(key)
      this.#kept.set(key, kept)
      return kept
    }
    const running = this.#running.get(key) ?? this.#read(key, read)
    this.#running.set(key, running)
    return running
  }

  async #read(key: string, read: Read): Promise<Buffer | null> {
    try {
      const bytes = await read()
      if (bytes) this.#keep(key, bytes)
      return bytes
    } finally {
      this.#running.delete(key)
    }
  }

  #keep(key: string, bytes: Buffer): void {
    this.#kept.set(key, bytes)
    this.#bytes += bytes.length
    for (const [oldest, { length }] of this.#kept) {
      if (this.#bytes <= this.#mostBytes) return
      this.#kept.delete(oldest)
      this.#bytes -= length
    }
  }
}
