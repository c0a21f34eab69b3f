/** One segment on its way into the store: its bytes so far, which pieces of them are checked, and who waits for it. */

import { PIECE_BYTES, pieceCount } from '@shoal/protocol/pieces'
import { pieceLength } from '../integrity/piece-hashes.ts'
import { emptyBitmap, setBit } from './bitmap.ts'
import type { ListedSegment, LoadedSegment } from './segment.ts'

/**
 * A segment to ask for, and the milliseconds until the origin is asked for what is missing of it. Where `wastes`, what
 * would come later is asked of nobody.
 */
export type Wanted = { entry: SegmentEntry; leftMs: number; wastes: boolean }

type Waiter = {
  resolve: (loaded: LoadedSegment) => void
  reject: (error: Error) => void
  onOrigin: ((bytes: number) => void) | undefined
}

export class SegmentEntry {
  readonly segment: ListedSegment
  /** What it is drawn by: of its URL, the part that is the same for every viewer. */
  readonly path: string
  readonly seenAtMs: number
  /** It was in the first playlist: others have it already, and nobody is to seed it. */
  readonly isOld: boolean
  /** Drawn once: how early this viewer gives up on peers for it. */
  readonly panicRandom: number
  readonly waiters = new Set<Waiter>()
  /** Pieces that a peer was asked for, or that are being checked. */
  readonly busy = new Set<number>()
  /** Checked pieces: what this viewer announces. */
  bitmap: Uint8Array = new Uint8Array(0)
  hashes: Uint8Array | null = null
  segmentBytes = 0
  originBytes = 0
  peerBytes = 0
  /** Pieces held, out of `pieces`. */
  held = 0
  isWhole = false
  /** Breaks off what is coming from the origin; null while nothing is. */
  fetching: AbortController | null = null
  /** Bytes that came from the origin and are no piece yet. */
  streaming = 0
  isAskedFor = false
  /** Time was up, but peers were sending what is missing. */
  isSpared = false
  /** Where its piece hashes are unknown it comes from one peer alone, so that it is known who sent wrong bytes. */
  soleSource: string | null = null
  /** When that one was chosen, or last sent some of it. */
  heardAtMs = 0
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  #order: { ranks: string; place: number } | null = null

  constructor(options: { segment: ListedSegment; seenAtMs: number; isOld: boolean; panicRandom: number }) {
    this.segment = options.segment
    this.path = new URL(options.segment.url).pathname
    this.seenAtMs = options.seenAtMs
    this.isOld = options.isOld
    this.panicRandom = options.panicRandom
  }

  /** Our place among its seeders, drawn once for the ranks that are given out. */
  orderBy(ranks: string, draw: () => number): number {
    if (this.#order?.ranks !== ranks) this.#order = { ranks, place: draw() }
    return this.#order.place
  }

  get isFetching(): boolean {
    return this.fetching !== null
  }

  /** Who waits hears how far the origin has come with it. */
  tellOrigin(): void {
    for (const { onOrigin } of this.waiters) onOrigin?.(this.peerBytes + this.originBytes + this.streaming)
  }

  get pieces(): number {
    return pieceCount(this.segmentBytes)
  }

  get bytes(): ArrayBuffer {
    return this.#buffer.buffer
  }

  /** Known from a peer or from the origin; what was there before stays only if the size is the same. */
  setSize(segmentBytes: number): void {
    if (this.segmentBytes === segmentBytes) return
    this.segmentBytes = segmentBytes
    this.#buffer = new Uint8Array(segmentBytes)
    this.bitmap = emptyBitmap(this.pieces)
    this.held = 0
    this.peerBytes = 0
    this.originBytes = 0
  }

  holds(piece: number): boolean {
    return ((this.bitmap[piece >> 3] ?? 0) & (0x80 >> (piece & 7))) !== 0
  }

  piece(index: number): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(index * PIECE_BYTES, index * PIECE_BYTES + pieceLength(this.segmentBytes, index))
  }

  put(index: number, bytes: Uint8Array, source: 'peer' | 'origin'): void {
    if (this.holds(index) || index >= this.pieces || bytes.length !== pieceLength(this.segmentBytes, index)) return
    this.#buffer.set(bytes, index * PIECE_BYTES)
    setBit(this.bitmap, index)
    this.held += 1
    if (source === 'peer') this.peerBytes += bytes.length
    else this.originBytes += bytes.length
  }

  /** Nothing of it can be relied on. */
  forget(): void {
    this.bitmap = emptyBitmap(this.pieces)
    this.held = 0
    this.peerBytes = 0
    this.originBytes = 0
    this.soleSource = null
  }

  allPieces(): number[] {
    return Array.from({ length: this.pieces }, (_, index) => index)
  }

  missing(): number[] {
    return this.allPieces().filter((index) => !this.holds(index))
  }
}
