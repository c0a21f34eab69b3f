/** What ingest, the tracker and the services say of a live broadcast, for pictures and examinations of the pages. */

import { addAudienceSlices, SLICE_MS } from '@shoal/db/audience-slices'
import { writeBroadcastHealth } from '@shoal/db/broadcast-health'
import type { Database } from '@shoal/db/database'
import { writePulse } from '@shoal/db/service-pulses'
import { writeSwarmMaps } from '@shoal/db/swarm-maps'
import { sampleHealth } from '@shoal/db/testing/sample-rows'
import type { SwarmMap } from '@shoal/protocol/swarm-map'

const GIGABYTE = 1e9
const HOUR_MS = 3600_000
const NODES = 36

/** As of `at`, which may lie ahead: then it stays fresh until there. */
export async function addSampleLife(
  db: Database,
  { broadcastId, at }: { broadcastId: string; at: Date },
): Promise<void> {
  await writeBroadcastHealth(db, { broadcastId, at, health: healthOf(at) })
  await writeSwarmMaps(db, [{ broadcastId, map: sampleMap() }], at)
  const startedAt = new Date(at.getTime() - 51 * HOUR_MS)
  await writePulse(db, {
    ...{ service: 'ingest', at, startedAt },
    values: {
      ...{ memoryBytes: 184e6, cpuShare: 0.07, loopDelayMs: 4 },
      encoder: { load: 0.46, broadcasts: 1 },
      disk: { freeBytes: 118 * GIGABYTE, totalBytes: 240 * GIGABYTE, recordingBytes: 41 * GIGABYTE },
    },
  })
  await writePulse(db, {
    ...{ service: 'tracker', at, startedAt, values: { memoryBytes: 96e6, cpuShare: 0.03, loopDelayMs: 2 } },
  })
  await writePulse(db, {
    ...{ service: 'web', at, startedAt, values: { memoryBytes: 231e6, cpuShare: 0.05, loopDelayMs: 6 } },
  })
  await addSlices(db, { broadcastId, at })
}

function healthOf(at: Date) {
  return {
    ...sampleHealth,
    ...{ publishingSinceMs: at.getTime() - HOUR_MS, bitrateKbps: 4180, frameRate: 30, keyFrameSeconds: 8 },
    ...{ encoderSpeed: 1, encoderLagSeconds: 0.2, hasAudio: true, droppedFrames: { source: 2, encoder: 0 } },
    rungs: [
      { name: '720p', width: 1280, height: 720, frameRate: 30, bitrateKbps: 2400, isCopy: false },
      { name: '360p', width: 640, height: 360, frameRate: 30, bitrateKbps: 750, isCopy: false },
      { name: 'audio', width: null, height: null, frameRate: null, bitrateKbps: 128, isCopy: false },
    ],
    source: {
      video: { codec: 'H.264', width: 1280, height: 720, frameRate: 30, bitrateKbps: 4000, hasBFrames: true },
      audio: { codec: 'AAC', bitrateKbps: 160, sampleRate: 48_000, channels: 2 },
    },
  }
}

const BROWSERS = ['Chrome', 'Firefox', 'Safari', 'Edge'] as const
const COUNTRIES = ['DE', 'NO', 'PT', 'TR'] as const

/** The first few get from the origin and give to those behind them; some only receive, one does without. */
function sampleMap(): SwarmMap {
  const idOf = (index: number) => `v${(index + 10).toString(36)}`
  const edges = Array.from({ length: NODES }, (_, index) => index).flatMap((index) =>
    index < 4
      ? []
      : [Math.floor(index / 3), (index * 5) % 12].map((from, place) => ({
          ...{ from: idOf(from === index ? 0 : from), to: idOf(index) },
          bytes: place === 0 ? 1_400_000 : 600_000,
        })),
  )
  const given = (id: string) => edges.filter(({ from }) => from === id).reduce((sum, { bytes }) => sum + bytes, 0)
  const nodes = Array.from({ length: NODES }, (_, index) => ({
    ...{ id: idOf(index), browser: BROWSERS[index % 4] ?? 'other', country: COUNTRIES[(index * 7) % 4] ?? '' },
    ...{ rung: index % 5 === 0 ? '360p' : '720p', givenBytes: given(idOf(index)) },
    ...(index < 4
      ? { mode: 'on' as const, originBytes: 1_700_000, peerBytes: 300_000 }
      : { mode: index % 6 === 0 ? ('receive-only' as const) : ('on' as const), originBytes: 60_000, peerBytes: 2e6 }),
  }))
  return { tracker: '', viewers: 137, nodes, edges }
}

const SHARES = [
  ...([
    { browser: 'Chrome', country: 'DE', mode: 'on', share: 0.34 },
    { browser: 'Firefox', country: 'DE', mode: 'on', share: 0.14 },
    { browser: 'Safari', country: 'NO', mode: 'on', share: 0.17 },
  ] as const),
  ...([
    { browser: 'Safari', country: 'PT', mode: 'receive-only', share: 0.15 },
    { browser: 'Chrome', country: 'TR', mode: 'receive-only', share: 0.12 },
    { browser: 'Edge', country: 'DE', mode: 'off', share: 0.08 },
  ] as const),
]

/** The hour before `at`. */
async function addSlices(db: Database, { broadcastId, at }: { broadcastId: string; at: Date }): Promise<void> {
  const last = Math.floor(Date.now() / SLICE_MS) * SLICE_MS
  const minutes = Array.from({ length: 55 }, (_, index) => new Date(Math.min(last, at.getTime()) - index * SLICE_MS))
  await addAudienceSlices(
    db,
    minutes.flatMap((minute) =>
      SHARES.map(({ share, ...of }) => ({
        ...{ ...of, broadcastId, at: minute, tracker: '' },
        originBytes: Math.round(2.6e9 * share * (of.mode === 'off' ? 1 : 0.06)),
        peerBytes: Math.round(2.6e9 * share * (of.mode === 'off' ? 0 : 0.94)),
        ...{ playedMs: Math.round(7_600_000 * share), stalledMs: Math.round(21_000 * share), stalls: 1 },
        ...{ latencySumMs: 7400, latencyCount: 1, firstFrameSumMs: 840, firstFrameCount: 1 },
        ...{ sessionsStarted: 3, sessionsEnded: 2, sessionSumMs: 1_800_000, sessionLengths: [0, 0, 1, 0, 1, 0, 0] },
      })),
    ),
  )
}
