/** How fast the origin and this viewer's own machine have been lately: what the time to turn to the origin follows. */

import { PIECE_BYTES } from '@shoal/protocol/pieces'
import type { OriginPace } from '../swarm/origin-plan.ts'

const NEWEST_SHARE = 0.3
/** hls.js smooths what it is told once more, by the time that it took: of a slow segment it has to hear nearly all. */
const SLOWER_SHARE = 0.7
/** A segment that is so many times another's size is of another rung, and what that took says nothing of this. */
const OTHER_RUNG = 1.6
/** A late timer counts half after this time. */
const LATENESS_HALVES_MS = 4000
/** A machine that slept was not late, and one that is very late is not helped by asking sooner. */
const MOST_LATENESS_SECONDS = 0.3

export class PaceMeter {
  #wholeBytes = 0
  #fetchSeconds = 0
  #spreadSeconds = 0
  #secondsPerBit: number | null = null
  #latenessSeconds = 0
  #latenessAtMs = 0

  /** Null until the origin has answered with more than a piece. */
  get originBitsPerSecond(): number | null {
    return this.#secondsPerBit === null ? null : 1 / this.#secondsPerBit
  }

  fetched({ seconds, bytes, isWhole }: { seconds: number; bytes: number; isWhole: boolean }): void {
    if (bytes > PIECE_BYTES) {
      // of the time a bit takes, not of bits in a time: one slow segment counts for more than many fast ones before
      const secondsPerBit = Math.max(0.001, seconds) / (bytes * 8)
      const known = this.#secondsPerBit ?? secondsPerBit
      const share = secondsPerBit > known ? SLOWER_SHARE : NEWEST_SHARE
      this.#secondsPerBit = known + (secondsPerBit - known) * share
    }
    if (!isWhole) return
    const isOther = bytes > this.#wholeBytes * OTHER_RUNG || bytes * OTHER_RUNG < this.#wholeBytes
    this.#wholeBytes = bytes
    if (isOther) {
      this.#fetchSeconds = seconds
      this.#spreadSeconds = 0
    }
    const differs = Math.abs(seconds - this.#fetchSeconds)
    this.#spreadSeconds += (differs - this.#spreadSeconds) * NEWEST_SHARE
    this.#fetchSeconds += (seconds - this.#fetchSeconds) * NEWEST_SHARE
  }

  /** A timer of ours that was due `lateMs` ago has its turn now. */
  timerRan(lateMs: number, nowMs: number): void {
    const seconds = Math.min(MOST_LATENESS_SECONDS, Math.max(0, lateMs / 1000))
    this.#latenessSeconds = Math.max(seconds, this.#latenessAt(nowMs))
    this.#latenessAtMs = nowMs
  }

  at(nowMs: number): OriginPace {
    return {
      fetchSeconds: this.#fetchSeconds,
      spreadSeconds: this.#spreadSeconds,
      latenessSeconds: this.#latenessAt(nowMs),
    }
  }

  #latenessAt(nowMs: number): number {
    return this.#latenessSeconds * 0.5 ** ((nowMs - this.#latenessAtMs) / LATENESS_HALVES_MS)
  }
}
