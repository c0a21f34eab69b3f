/** Answers that are asked for by several at once, or soon again: each is read once in its time. */

export class Remembered {
  readonly #answers = new Map<string, { answer: Promise<unknown>; atMs: number; freshMs: number }>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** One that failed is not remembered. The key has to say all that the answer depends on. */
  get<T>(key: string, freshMs: number, read: () => Promise<T>): Promise<T> {
    const nowMs = this.#now()
    const known = this.#answers.get(key)
    // a key has one kind of answer
    if (known && nowMs - known.atMs < known.freshMs) return known.answer as Promise<T>
    for (const [old, { atMs, freshMs: keptMs }] of this.#answers) {
      if (nowMs - atMs >= keptMs) this.#answers.delete(old)
    }
    const answer = read()
    this.#answers.set(key, { answer, atMs: nowMs, freshMs })
    answer.catch(() => {
      if (this.#answers.get(key)?.answer === answer) this.#answers.delete(key)
    })
    return answer
  }

  get size(): number {
    return this.#answers.size
  }
}
