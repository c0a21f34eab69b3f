/** What peers are told of this viewer: that it gives, how fast, and which pieces are here. */

import type { Peer } from './peer.ts'
import type { SegmentEntry } from './segment-entry.ts'
import { encodeMessage, type WireMessage } from './wire.ts'

/** New pieces are told of together, for each peer hears of each: after a pause in their coming, or this long at most. */
const TELL_AFTER_MS = 12
const TELL_AT_MOST_MS = 40
/** Of the time that peers have over this, where fewer words do. The first pieces of a segment do not wait for it. */
const SHORT_WINDOW_MS = 2000
const TELL_AT_MOST_SHARE = 0.05
const TELL_LATEST_MS = 250
const PAUSE_SHARE = 0.3
/** A measured uplink that differs by this share is news. */
const NEWS_SHARE = 0.3

export type PeerNewsOptions = {
  entries: ReadonlyMap<string, SegmentEntry>
  peers: () => Iterable<Peer>
  gives: () => boolean
  /** From the newest segment's listing until this viewer plays it. */
  windowMs: () => number
  nowMs: () => number
}

export class PeerNews {
  readonly #options: PeerNewsOptions
  /** Pieces that peers have not been told of. */
  readonly #fresh = new Map<string, Set<number>>()
  /** Segments that some of them were told of. */
  readonly #told = new Set<string>()
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

  /** Also by who gives nothing: nobody counts on it, but all know that it needs nothing of this, and a seeder where it is. */
  tellFetching(key: string): void {
    this.#tellAll({ kind: 'fetching', key })
  }

  /** New checked pieces of this segment are here. */
  tellPieces(entry: SegmentEntry, pieces: Iterable<number>): void {
    const fresh = this.#fresh.get(entry.segment.key) ?? new Set()
    for (const piece of pieces) fresh.add(piece)
    this.#fresh.set(entry.segment.key, fresh)
    const nowMs = this.#options.nowMs()
    const atMostMs = this.#told.has(entry.segment.key) ? this.#atMostMs() : TELL_AT_MOST_MS
    this.#tellByMs = Math.min(this.#timer === undefined ? Number.POSITIVE_INFINITY : this.#tellByMs, nowMs + atMostMs)
    clearTimeout(this.#timer)
    const pauseMs = Math.max(TELL_AFTER_MS, atMostMs * PAUSE_SHARE)
    this.#timer = setTimeout(() => this.#tellFresh(), Math.max(0, Math.min(pauseMs, this.#tellByMs - nowMs)))
  }

  /** These segments are about to leave the store: who was told of them hears so before it is refused any of them. */
  forget(keys: readonly string[]): void {
    for (const key of keys) {
      this.#fresh.delete(key)
      this.#told.delete(key)
    }
    for (const peer of this.#options.peers()) {
      const gone = keys.filter((key) => peer.told.delete(key))
      if (gone.length > 0) peer.send({ kind: 'gone', keys: gone })
    }
  }

  #atMostMs(): number {
    const spareMs = this.#options.windowMs() - SHORT_WINDOW_MS
    return Math.min(TELL_LATEST_MS, Math.max(TELL_AT_MOST_MS, spareMs * TELL_AT_MOST_SHARE))
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
    if (peer.fetching.has(key) && !entry.isWhole) return // it gets all of it from the origin
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
    this.#told.add(key)
    const knowsHashes = peer.holdings.has(key)
    const { segmentBytes, bitmap: pieces } = entry
    peer.send({ kind: 'have', key, segmentBytes, pieces, hashes: knowsHashes ? null : entry.hashes })
  }

  #tellAll(message: WireMessage): void {
    const bytes = encodeMessage(message)
    for (const peer of this.#options.peers()) peer.link.send(bytes)
  }
}

/**
 * Pieces that can be checked one by one are passed on as they come; where there are no hashes of them only the whole is.
 * Where there should be some and the origin's bytes are others, whoever got them from here would take us for a liar.
 */
export function canShare(entry: SegmentEntry): boolean {
  return entry.segment.pieces === null ? entry.isWhole : entry.hashes !== null && entry.held > 0
}
