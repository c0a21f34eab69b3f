/** Where authors were last seen, keyed, for a ban to hold for new guests there. In memory only, and bounded. */

const MAX_AUTHORS = 20_000

export class RecentAddresses {
  readonly #hashes = new Map<string, string>()

  note(authorId: string, addressHash: string): void {
    this.#hashes.delete(authorId)
    this.#hashes.set(authorId, addressHash)
    const [oldest] = this.#hashes.keys()
    if (this.#hashes.size > MAX_AUTHORS && oldest !== undefined) this.#hashes.delete(oldest)
  }

  of(authorId: string): string | null {
    return this.#hashes.get(authorId) ?? null
  }
}
