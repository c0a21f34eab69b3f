/** Tells an encoder that makes nothing of what it is fed from one that is fed nothing. Pure. */

/** Packets come many times a second; after a pause like this the waiting begins anew. */
const FEEDING_PAUSE_MS = 2000

export class SilenceWatch {
  readonly #patienceMs: number
  #quietFromMs: number
  #lastFedMs: number

  constructor(nowMs: number, patienceMs = 10_000) {
    this.#patienceMs = patienceMs
    this.#quietFromMs = nowMs
    this.#lastFedMs = nowMs
  }

  noteFed(nowMs: number): void {
    if (nowMs - this.#lastFedMs > FEEDING_PAUSE_MS) this.#quietFromMs = Math.max(this.#quietFromMs, nowMs)
    this.#lastFedMs = nowMs
  }

  /** It has written something. */
  noteSign(nowMs: number): void {
    this.#quietFromMs = nowMs
  }

  isSilent(nowMs: number): boolean {
    return nowMs - this.#quietFromMs >= this.#patienceMs && nowMs - this.#lastFedMs <= FEEDING_PAUSE_MS
  }
}
