/** What each viewer has asked its neighbours for: the engine's choice of requests (swarm/choose-requests) over arrays. */

import { isTooLate, mostOutstanding } from '../../packages/player/src/swarm/choose-requests.ts'
import type { Holdings } from './holdings.ts'
import type { Random } from './random.ts'
import type { ModelMesh } from './random-mesh.ts'

/** The same as the engine's: chance in the estimate, so that not all ask the same peer. */
const CHANCE = 0.5
/** Share of the newest settled request in the running mean, and its bounds (delivery/peer). */
const NEWEST_SHARE = 0.3
const LEAST_SERVICE_MS = 5
const MOST_SERVICE_MS = 4000
/** What a giver that says busy is taken to have become (delivery/discipline). */
const BUSY_SLOWS = 1.15

export class Requests {
  readonly #mesh: ModelMesh
  readonly #holdings: Holdings
  readonly #random: Random
  readonly #outstanding: Uint8Array
  readonly #serviceMs: Float32Array
  readonly #settledAt: Float64Array
  readonly #restsUntil: Float64Array
  readonly #wanted: Int32Array

  /** `serviceMs` is what a giver's uplink promises before anything was measured. */
  constructor(options: {
    mesh: ModelMesh
    holdings: Holdings
    random: Random
    serviceMs: (giver: number) => number
  }) {
    const { mesh, holdings, random } = options
    this.#mesh = mesh
    this.#holdings = holdings
    this.#random = random
    const edges = mesh.to.length
    this.#outstanding = new Uint8Array(edges)
    this.#serviceMs = Float32Array.from(mesh.to, (giver) => clampService(options.serviceMs(giver)))
    this.#settledAt = new Float64Array(edges)
    this.#restsUntil = new Float64Array(edges)
    this.#wanted = new Int32Array(holdings.pieces)
  }

  /** Chooses for all that can be asked for of one segment, and hands each request to `ask`. */
  choose(
    { viewer, slot, nowSeconds, leftMs }: { viewer: number; slot: number; nowSeconds: number; leftMs: number },
    ask: (edge: number, piece: number) => void,
  ): void {
    const count = this.#holdings.wanted(viewer, slot, this.#wanted, this.#random)
    for (let i = 0; i < count; i++) {
      const piece = this.#wanted[i] ?? 0
      const edge = this.#soonest({ viewer, slot, piece, nowSeconds, leftMs })
      if (edge < 0) continue
      this.#outstanding[edge] = (this.#outstanding[edge] ?? 0) + 1
      this.#holdings.setAsked(viewer, slot, piece, true)
      ask(edge, piece)
    }
  }

  #soonest(about: { viewer: number; slot: number; piece: number; nowSeconds: number; leftMs: number }): number {
    const { viewer, slot, piece, nowSeconds, leftMs } = about
    const end = this.#mesh.start[viewer + 1] ?? 0
    let best = -1
    let least = Number.POSITIVE_INFINITY
    for (let edge = this.#mesh.start[viewer] ?? 0; edge < end; edge++) {
      if (!this.#holdings.knows(edge, slot, piece)) continue
      const serviceMs = this.#serviceMs[edge] ?? 0
      const waiting = this.#outstanding[edge] ?? 0
      if (waiting >= mostOutstanding(serviceMs)) continue
      const pauseMs = this.#pauseMs(edge, nowSeconds)
      if (isTooLate({ pauseMs, waiting, serviceMs, leftMs })) continue
      const cost = pauseMs + (waiting + 1) * serviceMs * (1 + CHANCE * this.#random())
      if (cost >= least) continue
      least = cost
      best = edge
    }
    // a fast one that pauses is better than a slow one now
    return best >= 0 && this.#pauseMs(best, nowSeconds) > 0 ? -1 : best
  }

  #pauseMs(edge: number, nowSeconds: number): number {
    return Math.max(0, ((this.#restsUntil[edge] ?? 0) - nowSeconds) * 1000)
  }

  /** A piece came, or the giver was told to forget it. */
  settle(edge: number, nowSeconds: number): void {
    this.#outstanding[edge] = Math.max(0, (this.#outstanding[edge] ?? 0) - 1)
    this.#settledAt[edge] = nowSeconds
  }

  /** The piece came: what the giver needed for it counts in the next choice. */
  served(edge: number, askedSeconds: number, nowSeconds: number): void {
    const sinceMs = (nowSeconds - Math.max(askedSeconds, this.#settledAt[edge] ?? 0)) * 1000
    const before = this.#serviceMs[edge] ?? 0
    this.#serviceMs[edge] = before + NEWEST_SHARE * (clampService(sinceMs) - before)
    this.settle(edge, nowSeconds)
  }

  refused(edge: number, nowSeconds: number, restSeconds: number): void {
    this.settle(edge, nowSeconds)
    this.#restsUntil[edge] = nowSeconds + restSeconds
    this.#serviceMs[edge] = clampService((this.#serviceMs[edge] ?? 0) * BUSY_SLOWS)
  }
}

function clampService(ms: number): number {
  return Math.min(MOST_SERVICE_MS, Math.max(LEAST_SERVICE_MS, ms))
}
