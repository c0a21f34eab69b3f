/** Plans a broadcast's ladders: what fits the source, the machine and the channel's wish, and smaller ones when it must. */

import type { EncodeBudget } from '../transcode/encode-budget.ts'
import { type LadderLimits, type LadderPlan, planLadder } from '../transcode/ladder.ts'
import type { Source } from '../transcode/source.ts'

type PlannerOptions = {
  broadcastId: string
  segmentSeconds: number
  rungNames: string[] | null
  /** The most that any broadcast's encoded rungs may have. */
  most: Pick<LadderLimits, 'shortSide' | 'frameRate'>
  budget: EncodeBudget
}

export class LadderPlanner implements Disposable {
  readonly #options: PlannerOptions
  #mayCopy = true
  #hasCopied = false
  #leftOut: string[] = []
  #mostPixels = Number.POSITIVE_INFINITY

  constructor(options: PlannerOptions) {
    this.#options = options
  }

  /** What it takes of the machine is reserved until the next plan, or the end. */
  plan(source: Source): LadderPlan {
    const { broadcastId, segmentSeconds, rungNames, most, budget } = this.#options
    budget.release(broadcastId)
    const pixelsPerSecond = Math.min(this.#mostPixels, budget.left)
    const limits = { ...most, segmentSeconds, rungNames, pixelsPerSecond, mayCopy: this.#mayCopy }
    const plan = planLadder(source, limits)
    budget.reserve(broadcastId, plan.encodedPixelsPerSecond)
    this.#hasCopied = plan.rungs.some(({ video }) => video?.isCopy)
    const wished = planLadder(source, { ...limits, pixelsPerSecond: this.#mostPixels })
    const names = plan.rungs.map(({ name }) => name)
    this.#leftOut = wished.rungs.map(({ name }) => name).filter((name) => !names.includes(name))
    return plan
  }

  /** Rungs of which the machine has not enough left beside its other broadcasts. */
  get leftOut(): readonly string[] {
    return this.#leftOut
  }

  /** Whether the source itself is a rung of the last plan. */
  get hasCopied(): boolean {
    return this.#hasCopied
  }

  /** The source's key frames are too far apart to cut it as it is. */
  forbidCopy(): void {
    this.#mayCopy = false
  }

  /** A new publisher may have other settings. */
  allowCopy(): void {
    this.#mayCopy = true
  }

  /** The machine does not keep up: from now on without `plan`'s largest encoded rung. Returns that rung's name. */
  shed(plan: LadderPlan): string | null {
    const top = plan.rungs.find(({ video }) => video && !video.isCopy)
    // The smallest ladder of all cannot become smaller.
    if (!top?.video || this.#mostPixels === 0) return null
    const { width, height, frameRate } = top.video
    this.#mostPixels = Math.max(0, plan.encodedPixelsPerSecond - width * height * frameRate)
    return top.name
  }

  [Symbol.dispose](): void {
    this.#options.budget.release(this.#options.broadcastId)
  }
}
