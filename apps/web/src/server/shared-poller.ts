/** Reads something at an interval for everyone who listens, and not at all while nobody does. */

type PollerOptions<T> = {
  everyMs: number
  read: () => Promise<T>
  /** Heard once when reading starts to fail; listeners keep what they have. */
  onFailure: (error: unknown) => void
  onRecovery?: () => void
}

export class SharedPoller<T> {
  readonly #options: PollerOptions<T>
  readonly #listeners = new Set<(value: T) => void>()
  #latest: { value: T; readAtMs: number } | null = null
  #timer: NodeJS.Timeout | null = null
  #isReading = false
  #isFailing = false

  constructor(options: PollerOptions<T>) {
    this.#options = options
  }

  get listeners(): number {
    return this.#listeners.size
  }

  /** The listener hears the latest value at once when it is fresh, then every value read. Returns the undo. */
  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener)
    const isFresh = this.#latest !== null && Date.now() - this.#latest.readAtMs < 2 * this.#options.everyMs
    // while the database is away, an old value is the best there is
    if (this.#latest !== null && (isFresh || this.#isFailing)) listener(this.#latest.value)
    if (this.#timer === null && !this.#isReading) void this.#poll()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0 || this.#timer === null) return
      clearTimeout(this.#timer)
      this.#timer = null
    }
  }

  async #poll(): Promise<void> {
    this.#timer = null
    this.#isReading = true
    try {
      const value = await this.#options.read()
      this.#latest = { value, readAtMs: Date.now() }
      if (this.#isFailing) this.#options.onRecovery?.()
      this.#isFailing = false
      for (const listener of [...this.#listeners]) listener(value)
    } catch (error) {
      if (!this.#isFailing) this.#options.onFailure(error)
      this.#isFailing = true
    } finally {
      this.#isReading = false
      if (this.#listeners.size > 0) {
        this.#timer = setTimeout(() => void this.#poll(), this.#options.everyMs)
        this.#timer.unref()
      }
    }
  }
}
