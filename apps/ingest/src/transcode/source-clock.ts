/** Tells the wall clock's time of what a publisher sends: its own clock, and the least delay that it arrived with. */

import { elapsedMs } from './source-time.ts'

const WINDOW_SECONDS = 60
/** A new clock is believed at once for so long: a connection's first packets come late, and in a burst. */
const SETTLING_MS = 4000
/** What differs by more is another clock, or ours was set. */
const JUMP_MS = 2000
/** Follows 5000 ppm, and viewers do not see it. */
const SLEW_MS_PER_SECOND = 5

/** The time between two jumps of the publisher's clock. */
type Era = { firstMs: number; lastMs: number; offsetMs: number }

export class SourceClock {
  /** The least delay of each second, the newest last; `second` counts on our clock. */
  #window: { second: number; delayMs: number }[] = []
  #era: Era | null = null
  #eraBefore: Era | null = null
  #leastMs = 0
  #startedAtMs = 0
  #lastArrivalMs = 0

  /** Notes a packet: when the publisher sent it by its own 32-bit clock, and when it came by ours. */
  observe(sourceTimeMs: number, arrivedAtMs: number): void {
    const era = this.#era
    if (!era || isJump(era, sourceTimeMs, arrivedAtMs)) {
      this.#startEra(sourceTimeMs, arrivedAtMs)
      return
    }
    era.lastMs += Math.max(0, elapsedMs(era.lastMs, sourceTimeMs))
    this.#note(arrivedAtMs - unwrap(era, sourceTimeMs), arrivedAtMs)
    this.#follow(era, arrivedAtMs)
  }

  /** Unix milliseconds of a reading of the publisher's clock that is at most days old; null before its first packet. */
  toUnixMs(sourceTimeMs: number): number | null {
    const era = this.#eraOf(sourceTimeMs)
    return era && unwrap(era, sourceTimeMs) + era.offsetMs
  }

  #startEra(sourceTimeMs: number, arrivedAtMs: number): void {
    this.#eraBefore = this.#era
    this.#era = { firstMs: sourceTimeMs, lastMs: sourceTimeMs, offsetMs: arrivedAtMs - sourceTimeMs }
    this.#restart(arrivedAtMs)
    this.#note(arrivedAtMs - sourceTimeMs, arrivedAtMs)
  }

  #restart(arrivedAtMs: number): void {
    this.#window = []
    this.#startedAtMs = arrivedAtMs
    this.#lastArrivalMs = arrivedAtMs
  }

  #note(delayMs: number, arrivedAtMs: number): void {
    const second = Math.floor(arrivedAtMs / 1000)
    const newest = this.#window.at(-1)
    if (newest?.second === second) {
      newest.delayMs = Math.min(newest.delayMs, delayMs)
      this.#leastMs = Math.min(this.#leastMs, delayMs)
    } else {
      this.#window = this.#window.filter((old) => old.second > second - WINDOW_SECONDS)
      this.#window.push({ second, delayMs })
      this.#leastMs = Math.min(...this.#window.map((old) => old.delayMs))
    }
  }

  #follow(era: Era, arrivedAtMs: number): void {
    const passedMs = arrivedAtMs - this.#lastArrivalMs
    this.#lastArrivalMs = arrivedAtMs
    const aheadMs = this.#leastMs - era.offsetMs
    if (Math.abs(aheadMs) > JUMP_MS) {
      // Late for a whole minute, or early by more than any drift.
      era.offsetMs += aheadMs
      this.#restart(arrivedAtMs)
      this.#note(era.offsetMs, arrivedAtMs)
    } else if (arrivedAtMs - this.#startedAtMs < SETTLING_MS) era.offsetMs += aheadMs
    else {
      const most = Math.max(0, passedMs / 1000) * SLEW_MS_PER_SECOND
      era.offsetMs += Math.min(most, Math.max(-most, aheadMs))
    }
  }

  /** What was sent before a jump comes out of the encoder after it. */
  #eraOf(sourceTimeMs: number): Era | null {
    const [era, before] = [this.#era, this.#eraBefore]
    if (!era || !before) return era
    const isInEra = elapsedMs(era.firstMs, sourceTimeMs) >= 0 && elapsedMs(era.lastMs, sourceTimeMs) <= 0
    const isBefore = elapsedMs(before.firstMs, sourceTimeMs) >= 0 && elapsedMs(before.lastMs, sourceTimeMs) <= 0
    return isBefore && !isInEra ? before : era
  }
}

/** A network that stalls makes packets late. Only another clock makes them early, or goes back. */
function isJump(era: Era, sourceTimeMs: number, arrivedAtMs: number): boolean {
  const stepMs = elapsedMs(era.lastMs, sourceTimeMs)
  if (stepMs < -JUMP_MS) return true
  return stepMs > JUMP_MS && arrivedAtMs - unwrap(era, sourceTimeMs) < era.offsetMs - JUMP_MS
}

/** The reading without wrap-around. */
function unwrap(era: Era, sourceTimeMs: number): number {
  return era.lastMs + elapsedMs(era.lastMs, sourceTimeMs)
}
