/** The modelled viewers' playheads: how far from the edge each is, and which of them stand still. */

import type { ModelOptions } from './model-options.ts'
import type { Random } from './random.ts'

/** A viewer that fell behind plays this much faster. */
const CHASING_GAIN = 0.05

export class Playheads {
  readonly #options: ModelOptions
  /** Behind the viewer in the middle. */
  readonly #behindSeconds: Float64Array
  readonly #awaitedSince: Float64Array
  /** Segment that stands still on this viewer's screen, or -1. */
  readonly #stalledOn: Int32Array

  constructor(options: ModelOptions, random: Random) {
    const { viewers, rules } = options
    this.#options = options
    this.#behindSeconds = Float64Array.from({ length: viewers }, () => (random() - 0.5) * rules.latencySpreadSeconds)
    this.#awaitedSince = new Float64Array(viewers)
    this.#stalledOn = new Int32Array(viewers).fill(-1)
  }

  behindSeconds(viewer: number): number {
    return this.#behindSeconds[viewer] ?? 0
  }

  playsAt(viewer: number, segment: number): number {
    const { segmentSeconds, latencySeconds } = this.#options
    return segment * segmentSeconds + latencySeconds + this.behindSeconds(viewer)
  }

  /** The segment was there in time: who fell behind catches up. */
  goOn(viewer: number): void {
    const { rules, segmentSeconds } = this.#options
    const behind = this.behindSeconds(viewer)
    const gain = Math.max(0, Math.min(behind - rules.latencySpreadSeconds / 2, CHASING_GAIN * segmentSeconds))
    this.#behindSeconds[viewer] = behind - gain
  }

  stall(viewer: number, segment: number, nowSeconds: number): void {
    this.#stalledOn[viewer] = segment
    this.#awaitedSince[viewer] = nowSeconds
  }

  /** The segment is there: how long it stood still for it; null if it did not. */
  resume(viewer: number, segment: number, nowSeconds: number): number | null {
    if (this.#stalledOn[viewer] !== segment) return null
    this.#stalledOn[viewer] = -1
    const stalledSeconds = nowSeconds - (this.#awaitedSince[viewer] ?? 0)
    this.#behindSeconds[viewer] = this.behindSeconds(viewer) + stalledSeconds
    return stalledSeconds
  }
}
