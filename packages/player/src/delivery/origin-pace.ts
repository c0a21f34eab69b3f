/** How fast the origin and this viewer's own machine have been lately: what the time to turn to the origin follows. */

import { PIECE_BYTES } from '@shoal/protocol/pieces'
import type { OriginPace } from '../swarm/origin-plan.ts'

const NEWEST_SHARE = 0.3
/** A late timer counts half after this time. */
const LATENESS_HALVES_MS = 4000
/** A machine that slept was not late, and one that is very late is not helped by asking sooner. */
const MOST_LATENESS_SECONDS = 0.3

export class PaceMeter {
  #fetchSeconds = 0
  #spreadSeconds = 0
  #bitsPerSecond: number | null = null
  #latenessSeconds = 0
  #latenessAtMs = 0

  /** Null until the origin has answered with more than a piece. */
  get originBitsPerSecond(): number | null {
    return this.#bitsPerSecond
  }

  fetched({ seconds, bytes, isWhole }: { seconds: number; bytes: number; isWhole: boolean }): void {
    if (bytes > PIECE_BYTES) {
      const bitsPerSecond = (bytes * 8) / Math.max(0.001, seconds)
      const known = this.#bitsPerSecond ?? bitsPerSecond
      this.#bitsPerSecond = known + (bitsPerSecond - known) * NEWEST_SHARE
    }
    if (!isWhole) return
    if (this.#fetchSeconds === 0) this.#fetchSeconds = seconds
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
