/** Who seeds in the model: which viewers may, how many each takes for right, and who is drawn for a segment. */

import { selectSeeders } from '../../packages/player/src/swarm/election.ts'
import { type OriginPace, selectPanicSeconds } from '../../packages/player/src/swarm/origin-plan.ts'
import type { ModelOptions } from './model-options.ts'
import type { Random } from './random.ts'

/** The tracker tells of no more than this of any viewer's uplink (apps/tracker/src/audience/rung-swarm). */
const MOST_TOLD_RATIO = 10
/** The engine reckons with no slower seeder (delivery/seeding). */
const LEAST_SEEDER_RATIO = 1.5

export class Seeding {
  /** Mean uplink of the viewers as they are told of it, in bit rates of the rung. */
  readonly meanRatio: number
  readonly #options: ModelOptions
  readonly #pace: OriginPace
  readonly #pieces: number
  readonly #random: Random
  readonly #seeders: Int32Array

  constructor(
    options: ModelOptions,
    { kbps, ...parts }: { kbps: Float64Array; pace: OriginPace; pieces: number; random: Random },
  ) {
    const { rules, bitrateKbps, viewers } = options
    this.#options = options
    this.#pace = parts.pace
    this.#pieces = parts.pieces
    this.#random = parts.random
    const told = kbps.map((one) => Math.min(MOST_TOLD_RATIO, (rules.toldShare * one) / bitrateKbps))
    this.meanRatio = told.reduce((sum, one) => sum + one, 0) / viewers
    const proven = kbps.map((_, viewer) => viewer).filter((v) => (kbps[v] ?? 0) >= rules.seedLeastRatio * bitrateKbps)
    this.#seeders = Int32Array.from(proven.length > 0 ? proven : kbps.keys())
  }

  /** How many seeders a viewer takes for right, which hangs on its own distance to the edge. */
  countFor(behindSeconds: number): number {
    const { viewers: size, latencySeconds, segmentSeconds, rules } = this.#options
    const { publishSeconds, pollSeconds, oneWaySeconds } = rules
    const panicSeconds = selectPanicSeconds(this.#pace, this.#random())
    const listedFor = segmentSeconds + publishSeconds + pollSeconds + oneWaySeconds
    const windowSeconds = latencySeconds + behindSeconds - listedFor - panicSeconds
    const pushSeconds = segmentSeconds / Math.max(LEAST_SEEDER_RATIO, this.meanRatio)
    return selectSeeders({ size, windowSeconds, pushSeconds, pieces: this.#pieces })
  }

  /** The first in the order of a segment. */
  draw(count: number): Set<number> {
    const drawn = new Set<number>()
    const most = Math.min(count, this.#seeders.length)
    while (drawn.size < most) drawn.add(this.#seeders[Math.floor(this.#random() * this.#seeders.length)] ?? 0)
    return drawn
  }
}
