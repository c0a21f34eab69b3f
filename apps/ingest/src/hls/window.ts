/** One rung's segments in memory: the listed window, and a little longer what has just left it. */

import { CachedPlaylist } from './cached-playlist.ts'
import { buildMediaPlaylist, type ListedSegment } from './playlists.ts'

export type InitSegment = { hash: string; bytes: Buffer }
export type Segment = ListedSegment & {
  bytes: Buffer
  init: InitSegment
  /** Whether somebody has asked for it already. */
  isFetched: boolean
}

export type WindowOptions = {
  segmentSeconds: number
  /** Listed at least this long. */
  windowSeconds: number
  /** Served, though not listed, this much longer. */
  lingerSeconds: number
}

/** RFC 8216, 6.2.2 wants three target durations; players start three from the end. */
const LEAST_LISTED = 4

export class SegmentWindow {
  readonly #options: WindowOptions
  #segments: Segment[] = []
  #firstListed = 0
  #discontinuitySequence = 0
  #targetSeconds: number
  #hasEnded = false
  #playlist: CachedPlaylist | null = null

  constructor(options: WindowOptions) {
    this.#options = options
    this.#targetSeconds = options.segmentSeconds
  }

  append(segment: Segment): void {
    this.#segments.push(segment)
    this.#targetSeconds = Math.max(this.#targetSeconds, Math.round(segment.durationSeconds))
    this.#unlist()
    this.#forget()
    this.#playlist = null
  }

  end(): void {
    this.#hasEnded = true
    this.#playlist = null
  }

  find(number: number, hash: string): Segment | null {
    const segment = this.#segments[number - (this.#segments[0]?.number ?? 0)]
    return segment?.number === number && segment.hash === hash ? segment : null
  }

  findInit(hash: string): InitSegment | null {
    return this.#segments.find((segment) => segment.init.hash === hash)?.init ?? null
  }

  get playlist(): CachedPlaylist {
    this.#playlist ??= new CachedPlaylist(
      buildMediaPlaylist({
        targetSeconds: this.#targetSeconds,
        discontinuitySequence: this.#discontinuitySequence,
        segments: this.#segments.slice(this.#firstListed),
        hasEnded: this.#hasEnded,
      }),
    )
    return this.#playlist
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes.length, 0)
  }

  #unlist(): void {
    let listedSeconds = secondsOf(this.#segments.slice(this.#firstListed))
    while (this.#segments.length - this.#firstListed > LEAST_LISTED) {
      const oldest = this.#segments[this.#firstListed]
      if (!oldest || listedSeconds - oldest.durationSeconds < this.#options.windowSeconds) return
      listedSeconds -= oldest.durationSeconds
      this.#firstListed += 1
      // The tag of the segment that is now first goes too: it is written only before a segment that has one in front.
      if (this.#segments[this.#firstListed]?.isDiscontinuity) this.#discontinuitySequence += 1
    }
  }

  #forget(): void {
    let unlistedSeconds = secondsOf(this.#segments.slice(0, this.#firstListed))
    while (this.#firstListed > 0) {
      const oldest = this.#segments[0]
      if (!oldest || unlistedSeconds - oldest.durationSeconds < this.#options.lingerSeconds) return
      unlistedSeconds -= oldest.durationSeconds
      this.#segments.shift()
      this.#firstListed -= 1
    }
  }
}

function secondsOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0)
}
