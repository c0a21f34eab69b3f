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
    return Math.max(0, this.#usable - this.#taken)
  }

  /** What is reserved, as a share of what there is: 1 is full. */
  get load(): number {
    return this.#usable > 0 ? this.#taken / this.#usable : 0
  }

  get #taken(): number {
    return [...this.#reserved.values()].reduce((sum, pixels) => sum + pixels, 0)
  }

  /** Replaces what `id` had reserved before. */
  reserve(id: string, pixelsPerSecond: number): void {
    this.#reserved.set(id, pixelsPerSecond)
  }

  release(id: string): void {
    this.#reserved.delete(id)
  }
}
