/** Which pieces each viewer has, has asked for, and knows its neighbours to have: bit sets over a ring of segments. */

import type { Random } from './random.ts'
import type { ModelMesh } from './random-mesh.ts'

const WORD_BITS = 32

export class Holdings {
  readonly pieces: number
  readonly slots: number
  /** 32-bit words of one segment. */
  readonly words: number
  readonly #viewers: number
  readonly #edges: number
  readonly #has: Int32Array
  readonly #asked: Int32Array
  readonly #untold: Int32Array
  readonly #known: Int32Array
  readonly #missing: Int32Array
  /** How many neighbours of a viewer have a piece. */
  readonly #spread: Uint8Array
  readonly #lastWordMask: number
  readonly #order: Float64Array

  constructor(options: { mesh: ModelMesh; viewers: number; pieces: number; slots: number }) {
    const { mesh, viewers, pieces, slots } = options
    this.pieces = pieces
    this.slots = slots
    this.words = Math.ceil(pieces / WORD_BITS)
    this.#viewers = viewers
    this.#edges = mesh.to.length
    const perViewer = viewers * slots * this.words
    this.#has = new Int32Array(perViewer)
    this.#asked = new Int32Array(perViewer)
    this.#untold = new Int32Array(perViewer)
    this.#missing = new Int32Array(viewers * slots)
    this.#known = new Int32Array(this.#edges * slots * this.words)
    this.#spread = new Uint8Array(viewers * slots * pieces)
    this.#order = new Float64Array(pieces)
    const rest = pieces % WORD_BITS
    this.#lastWordMask = rest === 0 ? -1 : (1 << rest) - 1
  }

  /** The slot of a segment that nobody needs any longer starts anew. Arrays are laid out slot by slot for this. */
  open(slot: number): void {
    const { words, pieces } = this
    const perSlot = this.#viewers * words
    for (const bits of [this.#has, this.#asked, this.#untold]) bits.fill(0, slot * perSlot, (slot + 1) * perSlot)
    this.#known.fill(0, slot * this.#edges * words, (slot + 1) * this.#edges * words)
    this.#spread.fill(0, slot * this.#viewers * pieces, (slot + 1) * this.#viewers * pieces)
    this.#missing.fill(pieces, slot * this.#viewers, (slot + 1) * this.#viewers)
  }

  /** One number for the word of a segment's pieces that this one is in. */
  wordCode(segment: number, piece: number): number {
    return segment * this.words + (piece >>> 5)
  }

  #wordOf(viewer: number, slot: number, piece: number): number {
    return (slot * this.#viewers + viewer) * this.words + (piece >>> 5)
  }

  has(viewer: number, slot: number, piece: number): boolean {
    return ((this.#has[this.#wordOf(viewer, slot, piece)] ?? 0) & (1 << (piece & 31))) !== 0
  }

  missing(viewer: number, slot: number): number {
    return this.#missing[slot * this.#viewers + viewer] ?? 0
  }

  setAsked(viewer: number, slot: number, piece: number, isAsked: boolean): void {
    const word = this.#wordOf(viewer, slot, piece)
    const bit = 1 << (piece & 31)
    const before = this.#asked[word] ?? 0
    this.#asked[word] = isAsked ? before | bit : before & ~bit
  }

  /** True when it is the first piece since the last `takeUntold` of this word, so that somebody has to be told. */
  add(viewer: number, slot: number, piece: number): boolean {
    const word = this.#wordOf(viewer, slot, piece)
    const bit = 1 << (piece & 31)
    const untold = this.#untold[word] ?? 0
    this.#has[word] = (this.#has[word] ?? 0) | bit
    this.#untold[word] = untold | bit
    const place = slot * this.#viewers + viewer
    this.#missing[place] = (this.#missing[place] ?? 0) - 1
    return untold === 0
  }

  takeUntold(viewer: number, slot: number, word: number): number {
    const at = (slot * this.#viewers + viewer) * this.words + word
    const bits = this.#untold[at] ?? 0
    this.#untold[at] = 0
    return bits
  }

  /** The asker of this edge hears what its giver has; true when something in it can be asked for. */
  hear(edge: number, asker: number, slot: number, word: number, bits: number): boolean {
    const at = (slot * this.#edges + edge) * this.words + word
    const before = this.#known[at] ?? 0
    const news = bits & ~before
    this.#known[at] = before | bits
    const base = (slot * this.#viewers + asker) * this.pieces + word * WORD_BITS
    for (let left = news; left !== 0; left &= left - 1) {
      const place = base + 31 - Math.clz32(left & -left)
      this.#spread[place] = (this.#spread[place] ?? 0) + 1
    }
    const own = (slot * this.#viewers + asker) * this.words + word
    return (news & ~((this.#has[own] ?? 0) | (this.#asked[own] ?? 0))) !== 0
  }

  knows(edge: number, slot: number, piece: number): boolean {
    const word = (slot * this.#edges + edge) * this.words + (piece >>> 5)
    return ((this.#known[word] ?? 0) & (1 << (piece & 31))) !== 0
  }

  /** Pieces that a neighbour has and nobody was asked for, into `into`, the rarest first; how many there are. */
  wanted(viewer: number, slot: number, into: Int32Array, random: Random): number {
    const own = (slot * this.#viewers + viewer) * this.words
    const base = (slot * this.#viewers + viewer) * this.pieces
    let count = 0
    for (let word = 0; word < this.words; word++) {
      const mask = word === this.words - 1 ? this.#lastWordMask : -1
      const open = mask & ~((this.#has[own + word] ?? 0) | (this.#asked[own + word] ?? 0))
      for (let left = open; left !== 0; left &= left - 1) {
        const piece = word * WORD_BITS + 31 - Math.clz32(left & -left)
        const spread = this.#spread[base + piece] ?? 0
        if (spread > 0) this.#insert(into, count++, piece, spread + random())
      }
    }
    return count
  }

  #insert(into: Int32Array, count: number, piece: number, order: number): void {
    let at = count
    for (; at > 0 && (this.#order[at - 1] ?? 0) > order; at--) {
      this.#order[at] = this.#order[at - 1] ?? 0
      into[at] = into[at - 1] ?? 0
    }
    this.#order[at] = order
    into[at] = piece
  }
}
