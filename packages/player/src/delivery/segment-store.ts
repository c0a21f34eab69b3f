/** The segments that a viewer has or wants: which of them are entered, how far around the playhead, and which are forgotten. */

import type { ListedSegment } from './segment.ts'
import { SegmentEntry } from './segment-entry.ts'

/**
 * `behind`: seconds behind the playhead that a segment stays on offer, for peers that play so far behind. `ahead`: how
 * far ahead of it peers are asked for segments. `kept`: how far ahead of it, or of the newest that is listed, one is kept.
 * In the past a viewer may be anywhere, and jump; live, what is beyond the newest is of a timeline that is over.
 */
const LIVE_REACH = { behind: 20, ahead: 60, kept: 60 }
const PAST_REACH = { behind: 60, ahead: 30, kept: 60 }
const MOST_KEPT_BYTES = 128_000_000
/** Segments are forgotten so many at a time: peers hear of them in one word. */
const FORGOTTEN_TOGETHER = 4

export type SegmentStoreOptions = {
  /** On the timeline of the listed segments. */
  positionSeconds: () => number
  nowMs: () => number
  random: () => number
}

export class SegmentStore {
  readonly entries = new Map<string, SegmentEntry>()
  readonly #options: SegmentStoreOptions
  #listed: readonly ListedSegment[] = []
  #listedKeys: ReadonlySet<string> = new Set()
  #isPast = false
  #isFirstList = true

  constructor(options: SegmentStoreOptions) {
    this.#options = options
  }

  /** What plays is behind the live edge by choice, or a recording. */
  get isPast(): boolean {
    return this.#isPast
  }

  /** From the playhead to the newest that is listed. */
  get windowSeconds(): number {
    const newest = this.#listed.at(-1)
    return newest ? Math.max(0, this.secondsUntil(newest)) : 0
  }

  /** @see Delivery.listed */
  list(segments: readonly ListedSegment[], { isLive, isPast }: { isLive: boolean; isPast: boolean }): void {
    this.#isPast = isPast
    const isOld = this.#isFirstList || !isLive || isPast
    if (segments.length > 0) this.#isFirstList = false
    this.#listed = segments
    this.#listedKeys = new Set(segments.map(({ key }) => key))
    for (const segment of segments) {
      const known = this.entries.get(segment.key)
      if (known) known.segment.startSeconds = segment.startSeconds
      else if ((isLive || isPast) && this.#isAhead(segment)) this.#enter(segment, isOld)
    }
  }

  /** Entered now where it is listed. */
  entryOf(url: string): SegmentEntry | undefined {
    const listed = this.#listed.find((one) => one.url === url)
    if (listed) return this.entries.get(listed.key) ?? this.#enter(listed, true)
    return [...this.entries.values()].find(({ segment }) => segment.url === url)
  }

  /** Until the playhead reaches it; negative once it is past its start. */
  secondsUntil({ startSeconds }: Pick<ListedSegment, 'startSeconds'>): number {
    return startSeconds - this.#options.positionSeconds()
  }

  /** Nobody waits for it, and the playhead is past it, or on another rung. */
  isUseless({ segment, isAskedFor }: SegmentEntry): boolean {
    return !isAskedFor && (!this.#isAhead(segment) || !this.#listedKeys.has(segment.key))
  }

  /** What is out of reach, or too much, is not here any more. */
  takeOld(): SegmentEntry[] {
    const oldestFirst = [...this.entries.values()].sort((a, b) => a.segment.startSeconds - b.segment.startSeconds)
    let bytes = oldestFirst.reduce((sum, entry) => sum + entry.segmentBytes, 0)
    let isTooMuch = false
    const old: SegmentEntry[] = []
    for (const entry of oldestFirst) {
      const isPlayed = this.#secondsBehind(entry.segment) > 0
      const isHeavy = bytes > MOST_KEPT_BYTES && isPlayed
      if (entry.waiters.size > 0 || entry.isFetching || !(this.#isFar(entry) || isHeavy)) continue
      isTooMuch ||= isHeavy
      old.push(entry)
      bytes -= entry.segmentBytes
    }
    if (!isTooMuch && old.length < FORGOTTEN_TOGETHER) return []
    for (const { segment } of old) this.entries.delete(segment.key)
    return old
  }

  clear(): void {
    this.entries.clear()
    this.#listed = []
    this.#listedKeys = new Set()
  }

  #enter(segment: ListedSegment, isOld: boolean): SegmentEntry {
    const entry = new SegmentEntry({
      segment: { ...segment },
      seenAtMs: this.#options.nowMs(),
      isOld,
      panicRandom: this.#options.random(),
    })
    this.entries.set(segment.key, entry)
    return entry
  }

  get #reach() {
    return this.#isPast ? PAST_REACH : LIVE_REACH
  }

  #secondsBehind({ startSeconds, durationSeconds }: ListedSegment): number {
    return this.#options.positionSeconds() - startSeconds - durationSeconds
  }

  #isAhead(segment: ListedSegment): boolean {
    return this.#secondsBehind(segment) < 0 && this.secondsUntil(segment) < this.#reach.ahead
  }

  #isFar({ segment }: SegmentEntry): boolean {
    const newestSeconds = this.#isPast ? 0 : this.windowSeconds
    return (
      this.#secondsBehind(segment) > this.#reach.behind || this.secondsUntil(segment) - newestSeconds > this.#reach.kept
    )
  }
}
