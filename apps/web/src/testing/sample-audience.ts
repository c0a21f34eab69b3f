/** An hour of a broadcast as it could have been, for pictures of the dashboard. */

import type { Database } from '@shoal/db/database'
import { addAudienceRollups, addOriginRollups, addViewerRollups, SLOT_MS } from '@shoal/db/roll-ups'

const RUNG_BYTES_A_SECOND = 350_000

/** A crowd that grows, and carries more the larger it is. */
export async function addSampleAudience(
  db: Database,
  { broadcastId, from, until }: { broadcastId: string; from: Date; until: Date },
): Promise<void> {
  const slots = Math.floor((until.getTime() - from.getTime()) / SLOT_MS)
  const rows = Array.from({ length: slots }, (_, index) => {
    const at = new Date(from.getTime() + index * SLOT_MS)
    const viewers = Math.round(3 + 134 * (1 - Math.exp(-index / 70)) + 4 * Math.sin(index / 9))
    const offload = Math.max(0, (1 - 1 / viewers) * 0.96 - 0.05 * Math.abs(Math.sin(index / 5)) - (index < 6 ? 0.4 : 0))
    const bytes = viewers * 10 * RUNG_BYTES_A_SECOND
    const controlBytes = viewers > 100 ? Math.round(viewers * 0.05) * 10 * RUNG_BYTES_A_SECOND : 0
    return { at, viewers, bytes, peerBytes: Math.round(bytes * offload), controlBytes, index }
  })
  const of = { broadcastId, epoch: 1, rung: '720p' }
  await addAudienceRollups(
    db,
    rows.map(({ at, viewers, bytes, peerBytes, index }) => ({
      ...of,
      at,
      originBytes: bytes - peerBytes,
      peerBytes,
      mediaSeconds: viewers * 10,
      uploadedBytes: peerBytes,
      playedMs: viewers * 9990,
      stalledMs: index % 40 === 0 ? 900 : 0,
      stalls: index % 40 === 0 ? 1 : 0,
      reports: viewers * 2,
      latencySumMs: viewers * 2 * 7400,
      latencyCount: viewers * 2,
      firstFrameSumMs: 840,
      firstFrameCount: 1,
    })),
  )
  await addAudienceRollups(
    db,
    rows
      .filter(({ viewers }) => viewers > 100)
      .map(({ at, viewers, controlBytes, index }) => ({
        ...{ ...of, at, group: 'control' },
        originBytes: controlBytes,
        mediaSeconds: Math.round(viewers * 0.05) * 10,
        playedMs: Math.round(viewers * 0.05) * 9990,
        ...(index % 60 === 0 ? { stalledMs: 400, stalls: 1 } : {}),
        reports: Math.round(viewers * 0.05) * 2,
        latencySumMs: Math.round(viewers * 0.05) * 2 * 7100,
        latencyCount: Math.round(viewers * 0.05) * 2,
        firstFrameSumMs: 850,
        firstFrameCount: 1,
      })),
  )
  await addOriginRollups(
    db,
    rows.map(({ at, bytes, peerBytes, controlBytes }) => ({
      ...of,
      at,
      firstBytes: 10 * RUNG_BYTES_A_SECOND,
      repeatBytes: Math.max(0, bytes - peerBytes - 10 * RUNG_BYTES_A_SECOND) + controlBytes,
      servedSeconds: Math.max(10, (bytes - peerBytes) / RUNG_BYTES_A_SECOND) + controlBytes / RUNG_BYTES_A_SECOND,
      playlistBytes: 60_000,
      producedBytes: 10 * RUNG_BYTES_A_SECOND,
      producedSeconds: 10,
    })),
  )
  await addViewerRollups(
    db,
    rows.map(({ at, viewers }) => ({ broadcastId, at, viewers })),
  )
}
