/** Brings segments, or what is missing of them, from the origin into the store, and knows which ones it failed at. */

import { PIECE_BYTES } from '@shoal/protocol/pieces'
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

export type OriginSupplyOptions = {
  fetchOrigin: typeof fetch
  signal: AbortSignal
  /** A part of this segment came. */
  onPart: (entry: SegmentEntry) => Promise<void>
  nowMs: () => number
  random: () => number
}

export class OriginSupply {
  readonly pace = new PaceMeter()
  readonly #options: OriginSupplyOptions
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

  forget(key: string): void {
    this.#failures.delete(key)
  }

  /** Null is the whole of it, where no part is there yet. `spared` are on their way from peers. */
  partsOf(entry: SegmentEntry, spared: ReadonlySet<number>): (OriginPart | null)[] {
    if (entry.held === 0 && spared.size === 0) return [null]
    const missing = entry.missing().filter((piece) => !spared.has(piece))
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
    entry.isFetching = true
    try {
      await Promise.all(parts.map((part) => this.#fetchPart(entry, part)))
      this.#failures.delete(key)
      return null
    } catch (error) {
      const cause = error instanceof Error ? error : new OriginError('the origin failed', { cause: error })
      return { error: cause, isLast: this.#failed(key) }
    } finally {
      entry.isFetching = false
    }
  }

  async #fetchPart(entry: SegmentEntry, part: OriginPart | null): Promise<void> {
    const { fetchOrigin, signal, nowMs, onPart } = this.#options
    const answer = await fetchFromOrigin({ url: entry.segment.url, part, fetchOrigin, signal, nowMs })
    const { seconds, bytes } = answer
    this.pace.fetched({ seconds, bytes: bytes.length, isWhole: part === null })
    if (entry.isWhole) return
    if (answer.segmentBytes !== entry.segmentBytes) {
      entry.forget()
      entry.hashes = null
      entry.setSize(answer.segmentBytes)
    }
    putInto(entry, answer)
    await onPart(entry)
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

function putInto(entry: SegmentEntry, { bytes, from }: OriginAnswer): void {
  const first = Math.ceil(from / PIECE_BYTES)
  for (let piece = first; piece < entry.pieces; piece++) {
    const at = piece * PIECE_BYTES - from
    entry.put(piece, bytes.subarray(at, at + PIECE_BYTES), 'origin')
  }
}
