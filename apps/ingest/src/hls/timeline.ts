/** The index of a broadcast, without a byte of it: which segments there are, in which epochs, over all restarts. */

import type { VariantRung } from './playlists.ts'

/** The broadcast's clock starts here, so that nothing before a run's first picture is negative. */
export const TIMELINE_START_SECONDS = 10

export type IndexedPart = {
  /** The first 128 bits of the SHA-256 of its bytes, base64url. */
  hash: string
  bytes: number
  /** The first so many bytes are the picture's fragments; the rest is sound. */
  videoBytes: number
  initHash: string
  /** Vouches for the pieces that peers give each other (`packages/protocol/src/pieces.ts`); older journals have none. */
  pieceRoot?: string | undefined
}

export type IndexedSegment = {
  /** Counts over the whole broadcast, from 0 on. */
  number: number
  epoch: number
  /** On the broadcast's media timeline. */
  startSeconds: number
  durationSeconds: number
  /** When it was sent, Unix milliseconds. */
  programDateTimeMs: number
  /** The encoder started anew before it. */
  isDiscontinuity: boolean
  /** By rung. */
  parts: Record<string, IndexedPart>
  /** Set by the timeline, and kept so that nothing is counted anew after a restart of this program. */
  stretch?: Stretch | undefined
}

/** Segments that follow each other without a break. It keeps its name when its first segments have left. */
export type Stretch = { discontinuitySequence: number; firstNumber: number; startSeconds: number }

export type TimelineFacts = {
  broadcastId: string
  /** Unix milliseconds. */
  startedAtMs: number
  segmentSeconds: number
  /** Listed at least this long for those who watch live. */
  windowSeconds: number
  /** Listed this long, while it is live, for those who go back. */
  rewindSeconds: number
}

/** One ladder's time in a broadcast. What it declares never changes: the swarm's id hangs on it. */
export type TimelineEpoch = { number: number; variants: readonly VariantRung[] }

/** A stretch, or what follows a missing number in it. */
export type Unbroken = Pick<Stretch, 'firstNumber' | 'startSeconds'>

export type TimelineEntry = {
  readonly segment: IndexedSegment
  readonly stretch: Stretch
  unbroken: Unbroken
  isStored: boolean
  /** Neither in memory nor on disk any more, between others that are there. */
  isGone: boolean
}

/** Apple's authoring specification wants six in a live playlist. */
const LEAST_LISTED = 6
const ROUNDING_SECONDS = 0.001

export class Timeline {
  readonly facts: TimelineFacts
  readonly #epochs = new Map<number, TimelineEpoch>()
  readonly #entries: TimelineEntry[] = []
  #endedAtMs: number | null = null
  #version = 0
  #longestSeconds: number
  #nextNumber = 0
  #stretches = 0

  constructor(facts: TimelineFacts) {
    this.facts = facts
    this.#longestSeconds = facts.segmentSeconds
  }

  /** Changes with whatever a playlist could tell. */
  get version(): number {
    return this.#version
  }

  get endedAtMs(): number | null {
    return this.#endedAtMs
  }

  /** In order. May skip numbers; of those that are gone some may still be here. */
  get entries(): readonly TimelineEntry[] {
    return this.#entries
  }

  get epochs(): ReadonlyMap<number, TimelineEpoch> {
    return this.#epochs
  }

  get latestEpoch(): TimelineEpoch | null {
    return [...this.#epochs.values()].at(-1) ?? null
  }

  get last(): IndexedSegment | null {
    return this.#entries.at(-1)?.segment ?? null
  }

  /** The lowest number that no segment has had yet. */
  get nextNumber(): number {
    return this.#nextNumber
  }

  /** Whole seconds; at least as long as each segment that there ever was, rounded (RFC 8216, 4.3.3.1). */
  get targetSeconds(): number {
    return Math.max(1, Math.round(this.#longestSeconds))
  }

  startEpoch(number: number, variants: readonly VariantRung[]): TimelineEpoch {
    const epoch = { number, variants }
    this.#epochs.set(number, epoch)
    this.#version += 1
    return epoch
  }

  /**
   * Returns it with the stretch that it is in.
   * @throws RangeError for a number that is not above all before it, and for an epoch that has not started or is over.
   */
  append(indexed: IndexedSegment, isStored = false): IndexedSegment {
    if (indexed.number < this.#nextNumber) throw new RangeError(`segment ${indexed.number} comes too late`)
    const before = this.#entries.at(-1)
    if (!this.#epochs.has(indexed.epoch) || indexed.epoch < (before?.segment.epoch ?? 0)) {
      throw new RangeError(`segment ${indexed.number} cannot be of epoch ${indexed.epoch}`)
    }
    const isNext = before !== undefined && this.#follows(indexed, before.segment)
    const stretch = isNext ? before.stretch : this.#startStretch(indexed, before?.stretch)
    const unbroken = isNext ? before.unbroken : stretch === before?.stretch ? unbrokenFrom(indexed) : stretch
    const segment = { ...indexed, stretch }
    this.#entries.push({ segment, stretch, unbroken, isStored, isGone: false })
    this.#nextNumber = segment.number + 1
    this.#longestSeconds = Math.max(this.#longestSeconds, segment.durationSeconds)
    this.#version += 1
    return segment
  }

  /** It is on disk, and stays listed when it has left the memory. */
  markStored(number: number): void {
    const entry = this.entry(number)
    if (!entry || entry.isStored) return
    entry.isStored = true
    if (!entry.isGone) return
    entry.isGone = false
    this.#version += 1
  }

  dropBefore(number: number): void {
    const count = this.#indexFrom(number)
    if (count === 0) return
    this.#entries.splice(0, count)
    this.#dropGoneAtFront()
    this.#version += 1
  }

  /** One that cannot be fetched any more. */
  drop(number: number): void {
    const entry = this.entry(number)
    if (!entry || entry.isGone) return
    entry.isGone = true
    entry.isStored = false
    this.#breakAfter(entry)
    this.#dropGoneAtFront()
    this.#version += 1
  }

  end(endedAtMs: number): void {
    this.#endedAtMs ??= endedAtMs
    this.#version += 1
  }

  /** Null for one that is gone too. */
  find(number: number): IndexedSegment | null {
    const entry = this.entry(number)
    return entry && !entry.isGone ? entry.segment : null
  }

  entry(number: number): TimelineEntry | null {
    const entry = this.#entries[this.#indexFrom(number)]
    return entry?.segment.number === number ? entry : null
  }

  /** The newest segments of an epoch, as long as the live window, and six at least. */
  liveWindow(epoch: number): readonly TimelineEntry[] {
    const after = this.#indexAfterEpoch(epoch)
    let first = after
    let listedSeconds = 0
    while (first > 0) {
      const entry = this.#entries[first - 1]
      if (entry?.segment.epoch !== epoch) break
      if (listedSeconds >= this.facts.windowSeconds && after - first >= LEAST_LISTED) break
      listedSeconds += entry.segment.durationSeconds
      first -= 1
    }
    return this.#entries.slice(first, after)
  }

  /** What those who go back can reach: the rewind window while it is live, all that is kept once it has ended. */
  rewindWindow(): readonly TimelineEntry[] {
    const last = this.last
    if (!last || this.#endedAtMs !== null) return this.#entries
    const { rewindSeconds, windowSeconds } = this.facts
    const fromSeconds = last.startSeconds + last.durationSeconds - Math.max(rewindSeconds, windowSeconds)
    const byTime = lowerBound(this.#entries, ({ segment }) => segment.startSeconds >= fromSeconds - ROUNDING_SECONDS)
    let first = Math.max(0, Math.min(byTime, this.#entries.length - LEAST_LISTED))
    while (this.#entries[first]?.isGone) first += 1
    return this.#entries.slice(first)
  }

  /** Numbers that were never there, after a crash, are a break too. */
  #follows(segment: IndexedSegment, before: IndexedSegment): boolean {
    const isOfSameRun = segment.epoch === before.epoch && !segment.isDiscontinuity
    return isOfSameRun && segment.number === this.#nextNumber && haveSameInits(segment, before)
  }

  /** As it was counted before a restart of this program, when segments that came earlier may have been there. */
  #startStretch({ stretch, number, startSeconds }: IndexedSegment, before: Stretch | undefined): Stretch {
    if (before && stretch?.discontinuitySequence === before.discontinuitySequence) return before
    const known = stretch ?? { discontinuitySequence: this.#stretches, firstNumber: number, startSeconds }
    this.#stretches = known.discontinuitySequence + 1
    return known
  }

  #breakAfter({ segment, unbroken }: TimelineEntry): void {
    const following = this.#indexFrom(segment.number + 1)
    const first = this.#entries[following]
    if (first?.unbroken !== unbroken) return
    const rest = unbrokenFrom(first.segment)
    for (let i = following; this.#entries[i]?.unbroken === unbroken; i++) {
      const entry = this.#entries[i]
      if (entry) entry.unbroken = rest
    }
  }

  #dropGoneAtFront(): void {
    const kept = this.#entries.findIndex(({ isGone }) => !isGone)
    this.#entries.splice(0, kept < 0 ? this.#entries.length : kept)
  }

  #indexFrom(number: number): number {
    return lowerBound(this.#entries, ({ segment }) => segment.number >= number)
  }

  #indexAfterEpoch(epoch: number): number {
    return lowerBound(this.#entries, ({ segment }) => segment.epoch > epoch)
  }
}

function unbrokenFrom({ number, startSeconds }: IndexedSegment): Unbroken {
  return { firstNumber: number, startSeconds }
}

function haveSameInits(a: IndexedSegment, b: IndexedSegment): boolean {
  return Object.entries(a.parts).every(([rung, { initHash }]) => b.parts[rung]?.initHash === initHash)
}

/** The first index whose item, and so each after it, passes. */
function lowerBound<Item>(items: readonly Item[], passes: (item: Item) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    const item = items[middle]
    if (item !== undefined && passes(item)) high = middle
    else low = middle + 1
  }
  return low
}
