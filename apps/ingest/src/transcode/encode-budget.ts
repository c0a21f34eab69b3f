/** What the live broadcasts may encode together: a share of what this machine was measured to encode. */

/** The rest is for decoding, serving, and everything else that runs here. */
export const USABLE_SHARE = 0.7

export class EncodeBudget {
  readonly #usable: number
  readonly #reserved = new Map<string, number>()

  /** `pixelsPerSecond` as calibrated. */
  constructor(pixelsPerSecond: number) {
    this.#usable = pixelsPerSecond * USABLE_SHARE
  }

  /** Pixels a second that nobody has reserved; 0 when more is reserved than there is. */
  get left(): number {
    const reserved = [...this.#reserved.values()].reduce((sum, pixels) => sum + pixels, 0)
    return Math.max(0, this.#usable - reserved)
  }

  /** Replaces what `id` had reserved before. */
  reserve(id: string, pixelsPerSecond: number): void {
    this.#reserved.set(id, pixelsPerSecond)
  }

  release(id: string): void {
    this.#reserved.delete(id)
  }
}
