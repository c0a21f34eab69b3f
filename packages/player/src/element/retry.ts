/** Tries again what has failed, a little later each time since it went well. */

const FIRST_MS = 3000
const MOST_MS = 60_000

export class Retry {
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** In place of what was to be tried before. */
  later(again: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(again, Math.min(FIRST_MS * 2 ** this.#failures, MOST_MS))
    this.#failures += 1
  }

  callOff(): void {
    clearTimeout(this.#timer)
  }

  /** The next failure is the first one again. */
  isWell(): void {
    this.#failures = 0
  }
}
