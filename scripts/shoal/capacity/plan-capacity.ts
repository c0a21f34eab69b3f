/** How many viewers a server carries, with and without P2P, and what runs out first. */

import type { OffloadCurve } from './offload-table.ts'
import type { ServerCosts } from './server-costs.ts'

export type Server = { uplinkMbps: number; cores: number; memoryMegabytes: number }
export type Rung = { kbps: number; share: number }
export type Bound = 'uplink' | 'origin CPU' | 'tracker CPU' | 'memory'

export type Carried = {
  viewers: number
  /** What runs out first. */
  bound: Bound
  offload: number
  /** Viewers that each part by itself would carry. */
  bounds: Record<Bound, number>
}

export type CapacityOptions = {
  server: Server
  rungs: readonly Rung[]
  segmentSeconds: number
  costs: ServerCosts
  /** Null: without P2P, and so without a tracker. */
  curve: OffloadCurve | null
}

/** Uplink and cores are not planned to their last bit: an audience is not even. */
const USABLE_SHARE = 0.8
/** Nothing above is said: the model does not go farther. */
export const MOST_VIEWERS = 1_000_000

export function planCapacity(options: CapacityOptions): Carried {
  const { server, curve } = options
  const free = {
    uplink: server.uplinkMbps * 1e6 * USABLE_SHARE,
    // the origin and the tracker are one process each: neither has more than a core
    'origin CPU': USABLE_SHARE * Math.min(1, server.cores),
    'tracker CPU': USABLE_SHARE * Math.min(1, server.cores),
    memory: server.memoryMegabytes * 1e6 - options.costs.idleBytes,
  }
  const bounds: Record<Bound, number> = {
    uplink: mostViewers((viewers) => usage(options, viewers).uplink <= free.uplink),
    'origin CPU': mostViewers((viewers) => usage(options, viewers)['origin CPU'] <= free['origin CPU']),
    'tracker CPU': mostViewers((viewers) => usage(options, viewers)['tracker CPU'] <= free['tracker CPU']),
    memory: mostViewers((viewers) => usage(options, viewers).memory <= free.memory),
  }
  const [bound = 'uplink', viewers = 0] = entriesOf(bounds).sort(([, a], [, b]) => a - b)[0] ?? []
  return { viewers, bound, offload: curve ? meanOffload(options, viewers) : 0, bounds }
}

/** What this many viewers take: bits a second, cores, bytes. */
function usage(options: CapacityOptions, viewers: number): Record<Bound, number> {
  const { rungs, segmentSeconds, costs, curve } = options
  const shared = curve !== null
  let uplink =
    viewers * ((playlistBytes(costs, segmentSeconds) * 8) / segmentSeconds + (shared ? costs.trackerKbps * 1000 : 0))
  let originMicros = (viewers * costs.playlistCpuMicros) / segmentSeconds
  for (const { kbps, share } of rungs) {
    const fetched = viewers * share * (1 - (curve?.(viewers * share) ?? 0))
    const megabytes = (kbps * segmentSeconds) / 8000
    uplink += fetched * kbps * 1000
    originMicros +=
      (fetched * (costs.segmentCpuMicros + costs.segmentCpuMicrosPerMegabyte * megabytes)) / segmentSeconds
  }
  const trackerMicros = costs.announceCpuMicros / costs.announceSeconds + costs.reportCpuMicros / costs.reportSeconds
  return {
    uplink,
    'origin CPU': originMicros / 1e6,
    'tracker CPU': shared ? (viewers * trackerMicros) / 1e6 : 0,
    memory: viewers * (costs.originBytesPerViewer + (shared ? costs.trackerBytesPerViewer : 0)),
  }
}

/** Shorter segments are more entries, and are asked for more often. */
export function playlistBytes(costs: ServerCosts, segmentSeconds: number): number {
  return costs.playlistHeaderBytes + (costs.playlistEntryBytes * costs.windowSeconds) / segmentSeconds
}

function meanOffload({ rungs, curve }: CapacityOptions, viewers: number): number {
  const all = rungs.reduce((sum, { kbps, share }) => sum + kbps * share, 0)
  return rungs.reduce((sum, { kbps, share }) => sum + (kbps * share * (curve?.(viewers * share) ?? 0)) / all, 0)
}

/** The largest audience that fits; offload may make a larger one cheaper than a smaller one, so each step is tried. */
function mostViewers(fits: (viewers: number) => boolean): number {
  if (!fits(1)) return 0
  let low = 1
  while (low < MOST_VIEWERS && fits(Math.min(MOST_VIEWERS, low * 2))) low = Math.min(MOST_VIEWERS, low * 2)
  let high = Math.min(MOST_VIEWERS, low * 2)
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}

function entriesOf(bounds: Record<Bound, number>): [Bound, number][] {
  return (['uplink', 'origin CPU', 'tracker CPU', 'memory'] as const).map((bound) => [bound, bounds[bound]])
}
