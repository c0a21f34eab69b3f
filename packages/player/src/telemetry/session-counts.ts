/** Everything that a viewer session counts: totals since the start, and what is new since the last report. */

import type { Delivery } from '@shoal/protocol/telemetry'
import type { PlayTotals } from './play-clock.ts'
import { addCounts, type Counts, NO_COUNTS } from './tally.ts'

export type SessionTotals = PlayTotals & {
  originBytes: number
  peerBytes: number
  uploadedBytes: number
  rejectedSegments: number
}

export type SessionCounts = {
  delivered(delivery: Delivery): void
  uploaded(bytes: number): void
  rejected(): void
  totals(): SessionTotals
  /** What is new since it was taken last. */
  take(): Counts
}

export function createSessionCounts(readClock: () => PlayTotals): SessionCounts {
  let fresh: Counts = NO_COUNTS
  let taken = readClock()
  let takenAtMs = performance.now()
  let originBytes = 0
  let peerBytes = 0
  let uploadedBytes = 0
  let rejectedSegments = 0

  return {
    delivered(delivery) {
      originBytes += delivery.originBytes
      peerBytes += delivery.peerBytes
      fresh = addCounts(fresh, { deliveries: [delivery] })
    },
    uploaded(bytes) {
      uploadedBytes += bytes
      fresh = addCounts(fresh, { uploadedBytes: bytes })
    },
    rejected() {
      rejectedSegments += 1
      fresh = addCounts(fresh, { rejectedSegments: 1 })
    },
    totals() {
      const { playedMs, stalledMs, stalls } = readClock()
      const times = { playedMs: Math.round(playedMs), stalledMs: Math.round(stalledMs), stalls }
      return { originBytes, peerBytes, uploadedBytes, rejectedSegments, ...times }
    },
    take() {
      const now = readClock()
      const nowMs = performance.now()
      const counts = addCounts(fresh, {
        intervalMs: nowMs - takenAtMs,
        playedMs: now.playedMs - taken.playedMs,
        stalledMs: now.stalledMs - taken.stalledMs,
        stalls: now.stalls - taken.stalls,
      })
      fresh = NO_COUNTS
      taken = now
      takenAtMs = nowMs
      return counts
    },
  }
}
