/** What the dashboard shows, as the server sends it each two seconds. Bytes, milliseconds, Unix milliseconds. */

import { broadcastStateSchema } from '@shoal/protocol/broadcast-state'
import { servicePulseSchema } from '@shoal/protocol/service-pulse'
import { swarmMapSchema } from '@shoal/protocol/swarm-map'
import { z } from 'zod'
import { dashboardQuerySchema, dashboardRangeSchema } from './dashboard-query.ts'

const share = z.number().nullable()
const mean = z.number().nullable()

const pointSchema = z.object({
  atMs: z.number(),
  /** How much of it is over: the rest of a point that goes on is still to come. */
  coveredMs: z.number(),
  /** The most at one time. */
  viewers: z.number(),
  /** As players claim them. */
  originBytes: z.number(),
  peerBytes: z.number(),
  offload: share,
  measuredOriginBytes: z.number(),
  playedMs: z.number(),
  stalledMs: z.number(),
  latencyMs: mean,
  firstFrameMs: mean,
})
export type DashboardPoint = z.infer<typeof pointSchema>

const groupSchema = z.object({
  playedMs: z.number(),
  stalledMs: z.number(),
  rebufferRatio: share,
  firstFrameMs: mean,
  latencyMs: mean,
})
const comparisonSchema = z.object({ swarm: groupSchema, control: groupSchema })
export type GroupComparison = z.infer<typeof comparisonSchema>

const claimedSchema = z.object({ originBytes: z.number(), peerBytes: z.number(), offload: share })
const measuredSchema = z.object({
  originBytes: z.number(),
  deliveredBytes: z.number(),
  offload: share,
  playlistAndInitBytes: z.number(),
  pastBytes: z.number(),
})

const sliceSchema = z.object({
  /** Unique among its kind. */
  id: z.string(),
  /** Empty for what was deleted since. */
  name: z.string(),
  originBytes: z.number(),
  peerBytes: z.number(),
  playedMs: z.number(),
  stalledMs: z.number(),
  latencyMs: mean,
  firstFrameMs: mean,
  /** Most at one time, where that is known. */
  peakViewers: z.number().optional(),
  startedAtMs: z.number().optional(),
})
export type DashboardSlice = z.infer<typeof sliceSchema>

export const SLICE_KINDS = ['channels', 'broadcasts', 'rungs', 'browsers', 'countries', 'modes'] as const
export type SliceKind = (typeof SLICE_KINDS)[number]

const broadcastSchema = z.object({
  id: z.string(),
  slug: z.string(),
  /** Its own, or the channel's where it has none. */
  title: z.string(),
  state: broadcastStateSchema,
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
})

export const dashboardEventSchema = z.object({
  /** What was asked for. */
  query: dashboardQuerySchema,
  period: z.object({
    range: dashboardRangeSchema,
    fromMs: z.number(),
    toMs: z.number(),
    isLive: z.boolean(),
  }),
  /** Those that this account may look at. */
  channels: z.array(z.object({ slug: z.string(), title: z.string() })),
  /** The one that was asked for. */
  broadcast: broadcastSchema.nullable(),
  /** Those that go on now, and since when their viewers do without P2P, because those with it fared worse. */
  live: z.array(broadcastSchema.extend({ viewers: z.number(), p2pPausedAtMs: z.number().nullable() })),
  now: z.object({ viewers: z.number(), originBytesPerSecond: z.number(), peerBytesPerSecond: z.number() }),
  totals: z.object({
    claimed: claimedSchema,
    measured: measuredSchema,
    uploadedBytes: z.number(),
    playedMs: z.number(),
    stalledMs: z.number(),
    stalls: z.number(),
    rejectedSegments: z.number(),
    droppedReports: z.number(),
    peakViewers: z.number(),
    latencyMs: mean,
    firstFrameMs: mean,
  }),
  /** Both counts of the same time, which ends where every viewer has reported. */
  check: z.object({ untilMs: z.number(), claimed: claimedSchema, measured: measuredSchema }),
  price: z.object({ perGigabyte: z.number(), currency: z.string() }),
  /** Viewers with P2P beside those of the same minutes without it; null where there were none of either. */
  groups: comparisonSchema.nullable(),
  /** When there are such viewers, by the settings; null for never. */
  control: z.object({ share: z.number(), from: z.number() }).nullable(),
  spanMs: z.number(),
  points: z.array(pointSchema),
  slices: z.object({
    channels: z.array(sliceSchema),
    broadcasts: z.array(sliceSchema),
    rungs: z.array(sliceSchema),
    browsers: z.array(sliceSchema),
    countries: z.array(sliceSchema),
    modes: z.array(sliceSchema),
  }),
  sessions: z.object({
    started: z.number(),
    ended: z.number(),
    meanMs: mean,
    /** How many ended within 1, 5, 15, 30, 60 and 120 minutes, and later. */
    lengths: z.array(z.number()),
  }),
  /** Of the live broadcast that is asked for, or that most people watch. */
  swarm: z.object({ atMs: z.number(), broadcastId: z.string(), title: z.string(), map: swarmMapSchema }).nullable(),
  /** For operators alone. */
  services: z.array(
    z.object({ service: z.string(), atMs: z.number(), startedAtMs: z.number(), values: servicePulseSchema }),
  ),
})
export type DashboardEvent = z.infer<typeof dashboardEventSchema>
