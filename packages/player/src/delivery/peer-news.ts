/** What peers are told of this viewer: that it gives, how fast, and which pieces are here. */

import { pieceCount } from '@shoal/protocol/pieces'
import { emptyBitmap } from './bitmap.ts'
import type { Peer } from './peer.ts'
import type { SegmentEntry } from './segment-entry.ts'
import { encodeMessage, type WireMessage } from './wire.ts'

/** New pieces are told of together, for each peer hears of each: after a pause in their coming, or this long at most. */
const TELL_AFTER_MS = 12
const TELL_AT_MOST_MS = 40
/** A measured uplink that differs by this share is news. */
const NEWS_SHARE = 0.3

export type PeerNewsOptions = {
  entries: ReadonlyMap<string, SegmentEntry>
  peers: () => Iterable<Peer>
  gives: () => boolean
  nowMs: () => number
}

export class PeerNews {
  readonly #options: PeerNewsOptions
  /** Pieces that peers have not been told of. */
  readonly #fresh = new Map<string, Set<number>>()
  #toldKbps = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #tellByMs = 0

  constructor(options: PeerNewsOptions) {
    this.#options = options
  }

  /** First on every link, and again when this viewer begins to give or no longer does. */
  greet(peer: Peer): void {
    peer.send(this.#hello())
    if (!this.#options.gives()) return
    for (const entry of this.#options.entries.values()) if (canShare(entry)) this.#tellHave(peer, entry)
  }

  /** Peers choose by our uplink, so they hear when it turns out to be another. */
  tellUplink(kbps: number | null): void {
    if (kbps === null || Math.abs(kbps - this.#toldKbps) < NEWS_SHARE * this.#toldKbps) return
    this.#toldKbps = kbps
    this.#tellAll(this.#hello())
  }

  tellFetching(key: string): void {
    if (this.#options.gives()) this.#tellAll({ kind: 'fetching', key })
  }

  /** New checked pieces of this segment are here. */
  tellPieces(entry: SegmentEntry, pieces: Iterable<number>): void {
    const fresh = this.#fresh.get(entry.segment.key) ?? new Set()
    for (const piece of pieces) fresh.add(piece)
    this.#fresh.set(entry.segment.key, fresh)
    const nowMs = this.#options.nowMs()
    if (this.#timer === undefined) this.#tellByMs = nowMs + TELL_AT_MOST_MS
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#tellFresh(), Math.max(0, Math.min(TELL_AFTER_MS, this.#tellByMs - nowMs)))
  }

  /** The segment has left the store: peers that were told of it hear that nothing of it is here any more. */
  forget({ segment: { key }, segmentBytes, bitmap }: SegmentEntry): void {
    this.#fresh.delete(key)
    const pieces = emptyBitmap(pieceCount(segmentBytes))
    for (const peer of this.#options.peers()) {
      if (peer.told.delete(key) && bitmap.length > 0)
        peer.send({ kind: 'have', key, segmentBytes, pieces, hashes: null })
    }
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #hello(): WireMessage {
    return { kind: 'hello', gives: this.#options.gives(), uplinkKbps: this.#toldKbps }
  }

  #tellFresh(): void {
    this.#timer = undefined
    const fresh = [...this.#fresh]
    this.#fresh.clear()
    if (!this.#options.gives()) return
    for (const [key, pieces] of fresh) {
      const entry = this.#options.entries.get(key)
      if (!entry || !canShare(entry)) continue
      for (const peer of this.#options.peers()) this.#tellOf(entry, pieces, peer)
    }
  }

  #tellOf(entry: SegmentEntry, pieces: ReadonlySet<number>, peer: Peer): void {
    const { key } = entry.segment
    if (!peer.told.has(key)) {
      if (!peer.isWhole(key)) this.#tellHave(peer, entry) // it needs nothing of it
      return
    }
    const news = [...pieces].filter((piece) => !peer.has(key, piece))
    if (news.length > 0) peer.send({ kind: 'more', key, pieces: news })
  }

  #tellHave(peer: Peer, entry: SegmentEntry): void {
    const { key } = entry.segment
    peer.told.add(key)
    const knowsHashes = peer.holdings.has(key)
    const { segmentBytes, bitmap: pieces } = entry
    peer.send({ kind: 'have', key, segmentBytes, pieces, hashes: knowsHashes ? null : entry.hashes })
  }

  #tellAll(message: WireMessage): void {
    const bytes = encodeMessage(message)
    for (const peer of this.#options.peers()) peer.link.send(bytes)
  }
}

/** Pieces that can be checked one by one are passed on as they come; without their hashes only the whole is. */
export function canShare(entry: SegmentEntry): boolean {
  return entry.isWhole || (entry.hashes !== null && entry.held > 0)
}
