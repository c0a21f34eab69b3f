/** Who sends the modelled viewers what they lack of each segment: peers, the origin, or both. */

import type { Dimensions } from './dimensions.ts'
import type { Holdings } from './holdings.ts'

const PEERS = 0
const ORIGIN = 1
/** The origin sends all but what was arriving already. */
const BOTH = 2
const SPARED = -1

export class Supplies {
  readonly #dimensions: Dimensions
  readonly #holdings: Holdings
  /** By slot and viewer: whether peers, the origin or both send the rest of a segment. */
  readonly #sources: Uint8Array
  /** By slot, viewer and piece: when a peer's first bytes of it come; `SPARED` when it is let in beside the origin. */
  readonly #comesFrom: Float64Array

  constructor(dimensions: Dimensions, holdings: Holdings) {
    const places = dimensions.viewers * dimensions.ring
    this.#dimensions = dimensions
    this.#holdings = holdings
    this.#sources = new Uint8Array(places)
    this.#comesFrom = new Float64Array(places * dimensions.pieces)
  }

  open(slot: number): void {
    const { viewers, pieces } = this.#dimensions
    this.#sources.fill(PEERS, slot * viewers, (slot + 1) * viewers)
    const perSlot = viewers * pieces
    this.#comesFrom.fill(Number.POSITIVE_INFINITY, slot * perSlot, (slot + 1) * perSlot)
  }

  isFromPeers(place: number): boolean {
    return this.#sources[place] === PEERS
  }

  isFromOrigin(place: number): boolean {
    return this.#sources[place] === ORIGIN
  }

  isFromBoth(place: number): boolean {
    return this.#sources[place] === BOTH
  }

  /** A peer's first bytes of the piece come then. */
  expect(place: number, piece: number, atSeconds: number): void {
    this.#comesFrom[place * this.#dimensions.pieces + piece] = atSeconds
  }

  /** It was arriving when the origin was asked for the rest. */
  isSpared(place: number, piece: number): boolean {
    return this.#comesFrom[place * this.#dimensions.pieces + piece] === SPARED
  }

  /** All that is missing and not arriving is the origin's from now on: how many bytes that are. */
  turnToOrigin(viewer: number, segment: number, nowSeconds: number): number {
    const { pieces } = this.#dimensions
    const slot = this.#dimensions.slotOf(segment)
    const place = this.#dimensions.placeOf(viewer, segment)
    const before = this.#sources[place] ?? PEERS
    let bytes = 0
    let isBoth = false
    for (let piece = 0; piece < pieces; piece++) {
      if (this.#holdings.has(viewer, slot, piece)) continue
      const at = place * pieces + piece
      const isComing = before === PEERS && (this.#comesFrom[at] ?? 0) <= nowSeconds
      // the other pieces were asked for the first time
      if (before === BOTH && this.#comesFrom[at] !== SPARED) continue
      if (isComing) this.#comesFrom[at] = SPARED
      else bytes += this.#dimensions.bytesOf(piece)
      isBoth ||= isComing
      this.#holdings.setAsked(viewer, slot, piece, true)
    }
    this.#sources[place] = isBoth ? BOTH : ORIGIN
    return bytes
  }
}
