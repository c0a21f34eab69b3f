/** Segments whose pieces cannot be checked one by one: each is asked of one peer alone, so that it is known who sent wrong bytes. */

import { pieceCount } from '@shoal/protocol/pieces'
import { isTooLate, mostOutstanding } from '../swarm/choose-requests.ts'
import type { Holding, Peer } from './peer.ts'
import type { SegmentEntry, Wanted } from './segment-entry.ts'

/** A source that refuses, and of whose bytes none came for so long, is left where another has the segment. */
const STUCK_MS = 300
/** Fifty Mbit/s: room is made for what a peer claims before a byte of it is checked. */
const MOST_BYTES_PER_SECOND = 6_250_000
const LEAST_SECONDS = 1

export type SoleSourcesOptions = {
  peers: ReadonlyMap<string, Peer>
  request: (peer: Peer, entry: SegmentEntry, piece: number) => void
  /** Takes back what was asked for of this segment. */
  cancel: (entry: SegmentEntry) => void
  nowMs: () => number
}

export class SoleSources {
  readonly #options: SoleSourcesOptions

  constructor(options: SoleSourcesOptions) {
    this.#options = options
  }

  ask({ entry, leftMs, wastes }: Wanted): void {
    const source = this.#sourceOf(entry)
    const holding = source?.holdings.get(entry.segment.key)
    if (!source || !holding || source.busyUntilMs > this.#options.nowMs()) return
    const isBegun = entry.soleSource === source.link.id
    const missing = isBegun ? entry.missing().length : pieceCount(holding.segmentBytes)
    const { serviceMs } = source
    const isLate = wastes && isTooLate({ pauseMs: 0, waiting: missing - 1, serviceMs, leftMs })
    // an idle one is asked for a piece all the same: nothing else shows that it is faster now
    const most = isLate ? 1 : mostOutstanding(serviceMs)
    if (source.outstanding >= most) return
    if (!isBegun) this.#begin(entry, source, holding)
    for (const piece of entry.missing()) {
      if (source.outstanding >= most) return
      if (!entry.busy.has(piece)) this.#options.request(source, entry, piece)
    }
  }

  /** Some of it came. */
  heard(entry: SegmentEntry): void {
    entry.heardAtMs = this.#options.nowMs()
  }

  /** What came from it can never be checked now. */
  lose(entry: SegmentEntry): void {
    this.#options.cancel(entry)
    if (!entry.isWhole) entry.forget()
    entry.soleSource = null
  }

  /** The one that it comes from, or else the one that it is to come from now. */
  #sourceOf(entry: SegmentEntry): Peer | undefined {
    const source = this.#options.peers.get(entry.soleSource ?? '')
    const isThere = source?.gives && source.holdings.get(entry.segment.key)?.segmentBytes === entry.segmentBytes
    if (entry.soleSource !== null && !isThere) this.lose(entry)
    if (!source || !isThere) return this.#find(entry)
    return this.#isStuck(source, entry) ? (this.#find(entry) ?? source) : source
  }

  #isStuck(source: Peer, entry: SegmentEntry): boolean {
    const nowMs = this.#options.nowMs()
    return source.busyUntilMs > nowMs && nowMs - entry.heardAtMs > STUCK_MS
  }

  #begin(entry: SegmentEntry, source: Peer, { segmentBytes }: Holding): void {
    this.lose(entry)
    entry.setSize(segmentBytes)
    entry.soleSource = source.link.id
    this.heard(entry)
  }

  #find({ segment }: SegmentEntry): Peer | undefined {
    const nowMs = this.#options.nowMs()
    const mostBytes = MOST_BYTES_PER_SECOND * Math.max(LEAST_SECONDS, segment.durationSeconds)
    const cost = (peer: Peer) => (peer.outstanding + 1) * peer.serviceMs
    return [...this.#options.peers.values()]
      .filter((peer) => peer.gives && peer.busyUntilMs <= nowMs && peer.isWhole(segment.key))
      .filter((peer) => (peer.holdings.get(segment.key)?.segmentBytes ?? 0) <= mostBytes)
      .sort((a, b) => cost(a) - cost(b))[0]
  }
}
