/** A broadcast's sums and points as its page shows them. Pure. */

import type { BroadcastFigures } from '@shoal/db/broadcast-figures'
import type { Analytics } from './analytics-schema.ts'

/** Below this share viewers hardly notice; above the second one they leave. The dashboard's bands. */
const WAITING_BANDS = { good: 0.01, acceptable: 0.03 } as const

export function waitingBand(share: number | null): 'good' | 'acceptable' | 'bad' | null {
  if (share === null) return null
  if (share < WAITING_BANDS.good) return 'good'
  return share <= WAITING_BANDS.acceptable ? 'acceptable' : 'bad'
}

type Times = { startedAt: Date; endedAt: Date | null }

export function buildAnalytics({ startedAt, endedAt }: Times, figures: BroadcastFigures): Analytics {
  const { totals, rungs, points, sessions } = figures
  const playedSeconds = rungs.reduce((sum, { seconds }) => sum + seconds, 0)
  return {
    ...{ startedAtMs: startedAt.getTime(), endedAtMs: endedAt?.getTime() ?? null },
    ...{ peakViewers: figures.peakViewers, meanViewers: figures.meanViewers },
    ...{ playedMs: totals.playedMs, stalledMs: totals.stalledMs },
    waitingShare: shareOf(totals.stalledMs, totals.playedMs + totals.stalledMs),
    offload: totals.measured.offload,
    ...{ originBytes: totals.measured.originBytes, deliveredBytes: totals.measured.deliveredBytes },
    ...{ latencyMs: totals.latencyMs, firstFrameMs: figures.firstFrameMs },
    ...{ sessions: sessions?.started ?? null, meanSessionMs: sessions?.meanMs ?? null },
    chatMessages: figures.chatMessages,
    rungs: rungs.map(({ rung, seconds }) => ({ rung, seconds, share: seconds / playedSeconds })),
    spanMs: figures.spanMs,
    points: points.map(({ playedMs, stalledMs, firstFrameMs: _, measuredOriginBytes: __, ...point }) => ({
      ...point,
      offload: shareOf(point.peerBytes, point.originBytes + point.peerBytes),
      waitingShare: shareOf(stalledMs, playedMs + stalledMs),
    })),
  }
}

function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
