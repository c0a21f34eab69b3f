/** What a seeder holds of a recording: what its viewers come to next, then the rest from the beginning on, within so many bytes. */

import { PIECE_BYTES } from '@shoal/protocol/pieces'
import { pieceLength } from '../integrity/piece-hashes.ts'
import type { PlaylistSegment } from './media-playlist.ts'

export type ShelvedSegment = Pick<PlaylistSegment, 'url' | 'durationSeconds'> & {
  /** As `ListedSegment.key`. */
  key: string
}

/** Of a viewer that fills a buffer of half a minute. */
const AHEAD_SECONDS = 60
/** Of one that goes back a little. */
const BEHIND_SECONDS = 10

export class PastShelf {
  readonly segments: readonly ShelvedSegment[]
  readonly #mostBytes: number
  readonly #places: ReadonlyMap<string, number>
  /** By place, the one that was fetched first the first. */
  readonly #held = new Map<number, Uint8Array<ArrayBuffer>>()
  #heldBytes = 0

  constructor(segments: readonly ShelvedSegment[], mostBytes: number) {
    this.segments = segments
    this.#mostBytes = mostBytes
    this.#places = new Map(segments.map(({ key }, place) => [key, place]))
  }

  /** How many segments are here. */
  get heldCount(): number {
    return this.#held.size
  }

  placeOf(key: string): number | undefined {
    return this.#places.get(key)
  }

  bytesOf(key: string): Uint8Array<ArrayBuffer> | undefined {
    const place = this.#places.get(key)
    return place === undefined ? undefined : this.#held.get(place)
  }

  pieceOf(key: string, piece: number): Uint8Array<ArrayBuffer> | null {
    const bytes = this.bytesOf(key)
    const length = bytes ? pieceLength(bytes.length, piece) : 0
    return bytes && length > 0 ? bytes.subarray(piece * PIECE_BYTES, piece * PIECE_BYTES + length) : null
  }

  /** Those that a viewer at this place may want: the nearest ahead of it first, what is behind it last. */
  around(at: number): ShelvedSegment[] {
    return this.#placesAround(at).flatMap((place) => this.segments[place] ?? [])
  }

  /** What to fetch next for viewers at these places; null while there is nothing, or nobody to fetch it for. */
  next(viewers: readonly number[]): ShelvedSegment | null {
    const wanted = viewers.map((at) => this.#placesAround(at).filter((place) => place >= at))
    const mostAhead = Math.max(0, ...wanted.map(({ length }) => length))
    for (let ahead = 0; ahead < mostAhead; ahead++) {
      const place = wanted.map((places) => places[ahead]).find((one) => one !== undefined && !this.#held.has(one))
      if (place !== undefined) return this.segments[place] ?? null
    }
    const usualBytes = this.#heldBytes / Math.max(1, this.#held.size)
    if (viewers.length === 0 || this.#heldBytes + usualBytes > this.#mostBytes) return null
    return this.segments.find((_, place) => !this.#held.has(place)) ?? null
  }

  /** Returns the keys of those that made room for it: the oldest that no viewer is near. */
  keep(key: string, bytes: Uint8Array<ArrayBuffer>, viewers: readonly number[]): string[] {
    const place = this.#places.get(key)
    if (place === undefined || this.#held.has(place)) return []
    const near = new Set(viewers.flatMap((at) => this.#placesAround(at)))
    const gone: string[] = []
    for (const [other, { length }] of this.#held) {
      if (this.#heldBytes + bytes.length <= this.#mostBytes) break
      if (near.has(other)) continue
      this.#held.delete(other)
      this.#heldBytes -= length
      gone.push(this.segments[other]?.key ?? '')
    }
    this.#held.set(place, bytes)
    this.#heldBytes += bytes.length
    return gone
  }

  #placesAround(at: number): number[] {
    const ahead = this.#reach(at, 1, AHEAD_SECONDS)
    return [...ahead, ...this.#reach(at - 1, -1, BEHIND_SECONDS)]
  }

  #reach(from: number, step: 1 | -1, seconds: number): number[] {
    const places: number[] = []
    let left = seconds
    for (let place = from; left > 0; place += step) {
      const segment = this.segments[place]
      if (!segment) break
      places.push(place)
      left -= Math.max(0.1, segment.durationSeconds)
    }
    return places
  }
}
