/**
 * To how many peers something is sent at the same time: to one, but where one link does not carry what the uplink could,
 * as over loss and distance (Mathis et al. 1997). Found by trying: a wider one is kept where more leaves by it.
 */

const MOST_WIDTH = 4
/** Fewer bytes in less time say more of timers than of the line. */
const LEAST_BYTES = 64_000
const LEAST_MS = 300
/** So little in so long says enough: whoever is sent to takes next to nothing. */
const ENOUGH_MS = 2000
/** What one link more must bring, and one less must not cost. */
const LEAST_GAIN = 1.15
/** A width that was not worth it is tried again after this, for lines change. */
const TRY_AGAIN_MS = 15_000
const NEWEST_SHARE = 0.5

type Rate = { bitsPerMs: number; atMs: number }

export class UploadWidth {
  #width = 1
  /** Of each width, at its index. */
  readonly #rates: Rate[] = []
  /** The width that is only looked at; null otherwise. */
  #tried: number | null = null
  #leftBytes = 0
  #busyMs = 0

  get links(): number {
    return this.#tried ?? this.#width
  }

  /** What leaves with all of these links busy, where they are more than one; null where that is the meter's to say. */
  get kbps(): number | null {
    return this.#width > 1 ? (this.#rates[this.#width]?.bitsPerMs ?? null) : null
  }

  /** While `links` channels had something in them all the time, so many bytes left them. */
  left(bytes: number, options: { ms: number; nowMs: number }): void {
    this.#leftBytes += bytes
    this.#busyMs += options.ms
    if ((this.#leftBytes < LEAST_BYTES || this.#busyMs < LEAST_MS) && this.#busyMs < ENOUGH_MS) return
    this.#learn(this.links, { bitsPerMs: (this.#leftBytes * 8) / this.#busyMs, atMs: options.nowMs })
    this.#start(this.#settle(options.nowMs))
  }

  #learn(links: number, { bitsPerMs, atMs }: Rate): void {
    const known = links === this.#tried ? bitsPerMs : (this.#rates[links]?.bitsPerMs ?? bitsPerMs)
    this.#rates[links] = { bitsPerMs: known + (bitsPerMs - known) * NEWEST_SHARE, atMs }
  }

  #start(tried: number | null): void {
    this.#tried = tried
    this.#leftBytes = 0
    this.#busyMs = 0
  }

  /** Takes what was tried where it is better, and says what is to be tried next. */
  #settle(nowMs: number): number | null {
    const here = this.#rateOf(this.#width)
    if (this.#rateOf(this.#width + 1) > here * LEAST_GAIN) this.#width += 1
    else if (this.#width > 1 && this.#rateOf(this.#width - 1) * LEAST_GAIN > here) this.#width -= 1
    return [this.#width + 1, this.#width - 1].find((links) => this.#isUnknown(links, nowMs)) ?? null
  }

  #rateOf(links: number): number {
    return this.#rates[links]?.bitsPerMs ?? (links < this.#width ? 0 : Number.NEGATIVE_INFINITY)
  }

  #isUnknown(links: number, nowMs: number): boolean {
    if (links < 1 || links > MOST_WIDTH) return false
    return nowMs - (this.#rates[links]?.atMs ?? Number.NEGATIVE_INFINITY) > TRY_AGAIN_MS
  }
}
