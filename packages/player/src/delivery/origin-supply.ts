/** Brings segments, or what is missing of them, from the origin into the store, and knows which ones it failed at. */

import { PIECE_BYTES, pieceCount } from '@shoal/protocol/pieces'
import { isNamedSegment } from '../integrity/check-segment.ts'
import { isPiece, pieceLength } from '../integrity/piece-hashes.ts'
import type { OriginReason } from '../swarm/origin-plan.ts'
import { fetchFromOrigin, missingParts, type OriginAnswer, OriginError, type OriginPart } from './origin-fetch.ts'
import { PaceMeter } from './origin-pace.ts'
import type { SegmentEntry } from './segment-entry.ts'

/** Requests for the missing parts of one segment, at once. */
const MOST_PARTS = 5
/** A failing origin is tried again after half a second, then twice as long each time, up to this; peers may help out meanwhile. */
const RETRY_MS = 500
const LONGEST_RETRY_MS = 2000
const MOST_FAILURES = 10
/** An origin that takes this share of a segment's duration for it is slow: several at once would all come too late. */
const SLOW_SHARE = 0.4
/** What takes this long is not waited for by others. */
const STUCK_MS = 8000

export type SoleProof = { peerId: string; key: string; bytes: number; isRight: boolean }

export type OriginSupplyOptions = {
  fetchOrigin: typeof fetch
  signal: AbortSignal
  /** A part of this segment came. */
  onPart: (entry: SegmentEntry) => Promise<void>
  /** What one peer alone had sent of this segment was held to the origin's bytes. */
  onProof: (proof: SoleProof) => void
  nowMs: () => number
  random: () => number
}

export class OriginSupply {
  readonly pace = new PaceMeter()
  readonly #options: OriginSupplyOptions
  readonly #running = new Map<SegmentEntry, number>()
  readonly #failures = new Map<string, { count: number; againAtMs: number }>()
  /** Segments, or their missing parts, that the origin was asked for. */
  readonly #fetches: Record<OriginReason, number> = { seeds: 0, 'stands-in': 0, late: 0, alone: 0 }

  constructor(options: OriginSupplyOptions) {
    this.#options = options
  }

  get fetches(): Record<OriginReason, number> {
    return { ...this.#fetches }
  }

  /** Until the origin may be asked for it again; 0 when it may. */
  restMs(key: string, nowMs: number): number {
    return Math.max(0, (this.#failures.get(key)?.againAtMs ?? 0) - nowMs)
  }

  /** It failed at this one the last time. */
  isFailing(key: string): boolean {
    return this.#failures.has(key)
  }

  /** False where it is slow and an earlier segment is on its way: one after the other then, as any player does. */
  hasRoomFor({ segment }: SegmentEntry, nowMs: number): boolean {
    const slowSeconds = SLOW_SHARE * segment.durationSeconds
    const running = [...this.#running].map(([entry, sinceMs]) => ({ entry, forMs: nowMs - sinceMs }))
    const isSlow =
      this.pace.at(nowMs).fetchSeconds > slowSeconds || running.some(({ forMs }) => forMs > slowSeconds * 1000)
    const isBehindOthers = ({ entry, forMs }: (typeof running)[number]) =>
      forMs < STUCK_MS && entry.segment.startSeconds <= segment.startSeconds
    return !isSlow || !running.some(isBehindOthers)
  }

  forget(key: string): void {
    this.#failures.delete(key)
  }

  /**
   * Null is the whole of it: where no part is there yet, and where one peer alone sent what is there, for neither that
   * nor the size is checked. `spared` are on their way from peers.
   */
  partsOf(entry: SegmentEntry, spared: ReadonlySet<number>): (OriginPart | null)[] {
    const missing = entry.missing().filter((piece) => !spared.has(piece))
    const isUnchecked = entry.soleSource !== null && missing.length > 0
    if (isUnchecked || (entry.held === 0 && spared.size === 0)) return [null]
    return missingParts({ missing, pieceBytes: PIECE_BYTES, segmentBytes: entry.segmentBytes, most: MOST_PARTS })
  }

  /** Resolves with null when all parts are there, else with what went wrong, and whether it may be tried again. */
  async fetch(
    entry: SegmentEntry,
    parts: readonly (OriginPart | null)[],
    reason: OriginReason,
  ): Promise<null | { error: Error; isLast: boolean }> {
    const { key } = entry.segment
    this.#fetches[reason] += 1
    const { signal, nowMs } = this.#options
    const fetching = new AbortController() // AbortSignal.any is younger than some of the browsers that play
    const stop = () => fetching.abort()
    signal.addEventListener('abort', stop)
    entry.fetching = fetching
    this.#running.set(entry, nowMs())
    entry.tellOrigin()
    try {
      await Promise.all(parts.map((part) => this.#fetchPart(entry, part, fetching.signal)))
      this.#failures.delete(key)
      return null
    } catch (error) {
      if (fetching.signal.aborted) return null
      const cause = error instanceof Error ? error : new OriginError('the origin failed', { cause: error })
      return { error: cause, isLast: this.#failed(key) }
    } finally {
      signal.removeEventListener('abort', stop)
      fetching.abort()
      entry.fetching = null
      entry.streaming = 0
      this.#running.delete(entry)
    }
  }

  async #fetchPart(entry: SegmentEntry, part: OriginPart | null, signal: AbortSignal): Promise<void> {
    const { fetchOrigin, nowMs, onPart } = this.#options
    const onBytes = (count: number) => {
      entry.streaming += count
      entry.tellOrigin()
    }
    const answer = await fetchFromOrigin({ url: entry.segment.url, part, fetchOrigin, signal, onBytes, nowMs })
    const { seconds, bytes } = answer
    entry.streaming = Math.max(0, entry.streaming - bytes.length)
    this.pace.fetched({ seconds, bytes: bytes.length, isWhole: part === null })
    if (entry.isWhole) return
    if (part === null && entry.soleSource !== null) await this.#prove(entry, entry.soleSource, bytes)
    const isRight = await isAsNamed(entry, answer)
    if (entry.isWhole || signal.aborted) return
    if (!isRight) this.#trustOrigin(entry, answer)
    for (const { piece, bytes } of piecesOf(answer)) entry.put(piece, bytes, 'origin')
    await onPart(entry)
  }

  /**
   * What the origin sends is not what the playlist names. It is played, as any player would, and passed on to nobody; but
   * a part of it fits nothing else that is there, so the whole is fetched.
   */
  #trustOrigin(entry: SegmentEntry, { bytes, segmentBytes }: OriginAnswer): void {
    entry.forget()
    entry.hashes = null
    if (bytes.length < segmentBytes) throw new OriginError('the origin sent a part that is not of this segment')
    entry.setSize(segmentBytes)
  }

  /** What the peer sent makes way for the origin's bytes, and is good for nothing but to know the peer by. */
  async #prove(entry: SegmentEntry, peerId: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { key, url } = entry.segment
    const proof = { peerId, key, bytes: entry.peerBytes, isRight: isPartOf(entry, bytes) }
    entry.forget()
    // an origin's error page is no proof of anything
    if (proof.isRight || (await isNamedSegment(url, bytes.buffer))) this.#options.onProof(proof)
  }

  /** True when it has failed too often in a row. */
  #failed(key: string): boolean {
    const { signal, nowMs, random } = this.#options
    if (signal.aborted) return false
    const count = (this.#failures.get(key)?.count ?? 0) + 1
    const waitMs = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** (count - 1)) * (0.75 + 0.5 * random())
    this.#failures.set(key, { count, againAtMs: nowMs() + waitMs })
    if (count < MOST_FAILURES) return false
    this.#failures.delete(key)
    return true
  }
}

/** Whether its size, and all the pieces of it that are here, are those of `whole`. */
function isPartOf(entry: SegmentEntry, whole: Uint8Array): boolean {
  if (entry.segmentBytes !== whole.length) return false
  return entry.allPieces().every((index) => {
    const at = index * PIECE_BYTES
    return !entry.holds(index) || entry.piece(index).every((byte, i) => byte === whole[at + i])
  })
}

/** Where its pieces' hashes are known, all that came is held to them. */
async function isAsNamed({ hashes, segmentBytes }: SegmentEntry, answer: OriginAnswer): Promise<boolean> {
  if (answer.segmentBytes !== segmentBytes) return false
  if (hashes === null) return true
  const checks = piecesOf(answer).map(({ piece, bytes }) => isPiece(bytes, piece, hashes))
  return (await Promise.all(checks)).every(Boolean)
}

/** Those that came whole. */
function piecesOf({ bytes, from, segmentBytes }: OriginAnswer): { piece: number; bytes: Uint8Array<ArrayBuffer> }[] {
  const pieces: { piece: number; bytes: Uint8Array<ArrayBuffer> }[] = []
  for (let piece = Math.ceil(from / PIECE_BYTES); piece < pieceCount(segmentBytes); piece++) {
    const at = piece * PIECE_BYTES - from
    const end = at + pieceLength(segmentBytes, piece)
    if (end <= bytes.length) pieces.push({ piece, bytes: bytes.subarray(at, end) })
  }
  return pieces
}
