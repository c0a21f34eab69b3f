/** The bytes of the newest segments: what viewers watch now, and a little longer what they have just left behind. */

import type { SegmentSet } from './segment-intake.ts'
import type { IndexedPart, IndexedSegment } from './timeline.ts'

export type HeldPart = {
  readonly bytes: Buffer
  readonly indexed: IndexedPart
  readonly durationSeconds: number
  /** Whether somebody has asked for it already. */
  isFetched: boolean
}
type Held = { segment: IndexedSegment; parts: Map<string, HeldPart> }
type HeldInit = { bytes: Buffer; lastNumber: number }

export type LiveMemoryOptions = {
  /** Watched live, and so always here. */
  windowSeconds: number
  /** Kept this much longer. */
  lingerSeconds: number
}

const LEAST_HELD = 6

export class LiveMemory {
  readonly #options: LiveMemoryOptions
  readonly #segments = new Map<number, Held>()
  readonly #inits = new Map<string, HeldInit>()
  #seconds = 0
  #bytes = 0

  constructor(options: LiveMemoryOptions) {
    this.#options = options
  }

  get bytes(): number {
    return this.#bytes
  }

  add(segment: IndexedSegment, set: SegmentSet): void {
    const parts = new Map<string, HeldPart>()
    for (const [rung, { bytes, init }] of set.parts) {
      const indexed = segment.parts[rung]
      if (!indexed) continue
      parts.set(rung, { bytes, indexed, durationSeconds: segment.durationSeconds, isFetched: false })
      this.#bytes += bytes.length
      const key = initKey(segment.epoch, rung, indexed.initHash)
      this.#inits.set(key, { bytes: this.#inits.get(key)?.bytes ?? init, lastNumber: segment.number })
    }
    this.#segments.set(segment.number, { segment, parts })
    this.#seconds += segment.durationSeconds
    this.#forget()
  }

  find(epoch: number, rung: string, number: number): HeldPart | null {
    const held = this.#segments.get(number)
    return held?.segment.epoch === epoch ? (held.parts.get(rung) ?? null) : null
  }

  findInit(epoch: number, rung: string, hash: string): Buffer | null {
    return this.#inits.get(initKey(epoch, rung, hash))?.bytes ?? null
  }

  /** Numbers that are only here for those who are late. */
  *lingering(): Generator<number> {
    let secondsFromHere = this.#seconds
    let countFromHere = this.#segments.size
    for (const [number, { segment }] of this.#segments) {
      secondsFromHere -= segment.durationSeconds
      countFromHere -= 1
      if (secondsFromHere < this.#options.windowSeconds || countFromHere < LEAST_HELD) return
      yield number
    }
  }

  #forget(): void {
    const { windowSeconds, lingerSeconds } = this.#options
    for (const [number, { segment, parts }] of this.#segments) {
      const left = this.#seconds - segment.durationSeconds
      if (left < windowSeconds + lingerSeconds || this.#segments.size <= LEAST_HELD) return
      this.#seconds = left
      this.#segments.delete(number)
      for (const { bytes } of parts.values()) this.#bytes -= bytes.length
      for (const [key, init] of this.#inits) if (init.lastNumber <= number) this.#inits.delete(key)
    }
  }
}

function initKey(epoch: number, rung: string, hash: string): string {
  return `${epoch}/${rung}/${hash}`
}
