/** What is known of one peer: what it has, how fast it answers, and what it did wrong. */

import { PIECE_BYTES, pieceCount } from '@shoal/protocol/pieces'
import type { PeerLink } from '../mesh/mesh.ts'
import { hasBit, setBit } from './bitmap.ts'
import { encodeMessage, type WireMessage } from './wire.ts'

/** Until it was measured: as a viewer with a few Mbit/s would answer. */
const USUAL_SERVICE_MS = 120
const LEAST_SERVICE_MS = 5
const MOST_SERVICE_MS = 4000
const NEWEST_SHARE = 0.3
/** An uplink that nothing is known of. */
const USUAL_UPLINK_KBPS = 2000
/** A peer that sends to others meanwhile shows half of its uplink or less. */
const SHOWN_TIMES = 2
/** A busy one sends something between so many refusals. */
const MOST_IN_VAIN = 40
/** A segment that it said it fetches, and that had to be fetched here after all, is worth so many of them. */
const FETCHED_IN_VAIN = 10
/** Segments that a peer may tell of: more than any playlist window. */
const MOST_SEGMENTS = 400

export type Holding = { segmentBytes: number; bitmap: Uint8Array; hashes: Uint8Array | null }

export class Peer {
  readonly link: PeerLink
  readonly openedAtMs: number
  readonly holdings = new Map<string, Holding>()
  readonly fetching = new Set<string>()
  /** Segments that it was told of. */
  readonly told = new Set<string>()
  /** How many pieces of a segment it was sent. */
  readonly served = new Map<string, number>()
  gives = false
  /** It has said anything at all. */
  hasSpoken = false
  /** What it says of itself; only orders, proves nothing. */
  uplinkKbps = 0
  outstanding = 0
  busyUntilMs = 0
  /** Requests from before this that go unanswered are of the silence that is known already. */
  silentAtMs = Number.NEGATIVE_INFINITY
  /** As for refusals of what it has told of. */
  liedAtMs = Number.NEGATIVE_INFINITY
  /** It was last asked for something. */
  askedAtMs = Number.NEGATIVE_INFINITY
  /** After a first offence it is asked for one thing more until then, so that the truth comes out. */
  doubtedUntilMs = 0
  /** How often it was counted on since its last piece; a peer may have nothing to spare, so that this is no offence. */
  #inVain = 0
  corrupt = 0
  stalled = 0
  absent = 0
  receivedBytes = 0
  /** Since the last report. */
  freshBytes = 0
  /** It asked for something, and was sent so much, since the last report. */
  hasAsked = false
  sentBytes = 0
  /** Since it was connected. */
  givenBytes = 0
  #serviceMs: number | null = null
  #settledAtMs: number | null = null

  constructor(link: PeerLink, openedAtMs: number) {
    this.link = link
    this.openedAtMs = openedAtMs
  }

  /** A fast uplink that is only claimed orders nothing any more once something was asked of it. */
  get serviceMs(): number {
    if (this.#serviceMs !== null) return this.#serviceMs
    const claimedMs = this.uplinkKbps > 0 ? clampService((PIECE_BYTES * 8) / this.uplinkKbps) : USUAL_SERVICE_MS
    return this.isTried ? Math.max(USUAL_SERVICE_MS, claimedMs) : claimedMs
  }

  /** It was asked for something. */
  get isTried(): boolean {
    return this.askedAtMs > Number.NEGATIVE_INFINITY
  }

  /** What it can pass on: its word counts up to a usual uplink, and up to what its own pieces make likely. */
  get creditedKbps(): number {
    if (!this.gives) return 0
    const shownKbps = this.#serviceMs === null ? 0 : (SHOWN_TIMES * PIECE_BYTES * 8) / this.#serviceMs
    return Math.min(this.uplinkKbps || USUAL_UPLINK_KBPS, Math.max(USUAL_UPLINK_KBPS, shownKbps))
  }

  /** A whole piece came from it. */
  get hasSettled(): boolean {
    return this.#settledAtMs !== null
  }

  /** What it says that it has or fetches keeps nobody from fetching it; it is asked all the same. */
  get isVain(): boolean {
    return this.#inVain >= MOST_IN_VAIN
  }

  refusedAsBusy(): void {
    this.#inVain += 1
  }

  /** It said that it fetches this segment, and too late nothing of it had come. */
  didNotFetch(): void {
    this.#inVain += FETCHED_IN_VAIN
  }

  send(message: WireMessage): void {
    this.link.send(encodeMessage(message))
  }

  /** A piece came whole that was asked for at `askedAtMs`. */
  settled(askedAtMs: number, nowMs: number): void {
    this.#inVain = 0
    const took = clampService(nowMs - Math.max(askedAtMs, this.#settledAtMs ?? askedAtMs))
    this.#settledAtMs = nowMs
    this.#serviceMs = this.#serviceMs === null ? took : this.#serviceMs + (took - this.#serviceMs) * NEWEST_SHARE
  }

  slowed(factor: number): void {
    this.#serviceMs = clampService(this.serviceMs * factor)
  }

  /** All that it has of a segment. Whoever tells of it gives, also where its greeting was lost. */
  tellHave(key: string, have: { segmentBytes: number; pieces: Uint8Array; hashes: Uint8Array | null }): void {
    this.gives = true
    const hashes = have.hashes ?? this.holdings.get(key)?.hashes ?? null
    this.holdings.delete(key)
    this.fetching.delete(key)
    if (have.pieces.every((bits) => bits === 0)) return
    this.holdings.set(key, {
      segmentBytes: have.segmentBytes,
      bitmap: have.pieces.slice(),
      hashes: hashes?.slice() ?? null,
    })
    for (const oldest of this.holdings.keys()) {
      if (this.holdings.size <= MOST_SEGMENTS) break
      this.holdings.delete(oldest)
    }
  }

  tellMore(key: string, pieces: readonly number[]): void {
    const holding = this.holdings.get(key)
    if (!holding) return
    const count = pieceCount(holding.segmentBytes)
    for (const piece of pieces) if (piece < count) setBit(holding.bitmap, piece)
  }

  tellGone(keys: readonly string[]): void {
    for (const key of keys) {
      this.holdings.delete(key)
      this.fetching.delete(key)
    }
  }

  tellFetching(key: string): void {
    this.fetching.add(key)
    for (const oldest of this.fetching) {
      if (this.fetching.size <= MOST_SEGMENTS) break
      this.fetching.delete(oldest)
    }
  }

  has(key: string, piece: number): boolean {
    const holding = this.holdings.get(key)
    return holding !== undefined && hasBit(holding.bitmap, piece)
  }

  isWhole(key: string): boolean {
    const holding = this.holdings.get(key)
    if (!holding) return false
    const count = pieceCount(holding.segmentBytes)
    for (let piece = 0; piece < count; piece++) if (!hasBit(holding.bitmap, piece)) return false
    return true
  }
}

function clampService(ms: number): number {
  return Math.min(MOST_SERVICE_MS, Math.max(LEAST_SERVICE_MS, ms))
}
