/** What the dashboard shows, as the server sends it each two seconds. */

import { broadcastStateSchema } from '@shoal/protocol/broadcast-state'
import { z } from 'zod'

export const dashboardRangeSchema = z.enum(['broadcast', 'hour', 'start'])
export type DashboardRange = z.infer<typeof dashboardRangeSchema>

const share = z.number().nullable()

const pointSchema = z.object({
  atMs: z.number(),
  viewers: z.number(),
  /** Bytes in `spanMs` from `atMs` on, as players claim them. */
  originBytes: z.number(),
  peerBytes: z.number(),
  offload: share,
  measuredOriginBytes: z.number(),
})
export type DashboardPoint = z.infer<typeof pointSchema>

const groupSchema = z.object({
  playedMs: z.number(),
  stalledMs: z.number(),
  rebufferRatio: share,
  firstFrameMs: z.number().nullable(),
  latencyMs: z.number().nullable(),
})
const comparisonSchema = z.object({ swarm: groupSchema, control: groupSchema })
export type GroupComparison = z.infer<typeof comparisonSchema>

export const dashboardEventSchema = z.object({
  /** The newest broadcast of the server; null before the first. */
  broadcast: z
    .object({
      slug: z.string(),
      title: z.string(),
      state: broadcastStateSchema,
      startedAtMs: z.number(),
      /** Since when its viewers do without P2P, because those with it fared worse; null while they do not. */
      p2pPausedAtMs: z.number().nullable(),
    })
    .nullable(),
  viewers: z.number(),
  totals: z.object({
    claimed: z.object({ originBytes: z.number(), peerBytes: z.number(), offload: share }),
    measured: z.object({
      originBytes: z.number(),
      deliveredBytes: z.number(),
      offload: share,
      playlistAndInitBytes: z.number(),
    }),
    uploadedBytes: z.number(),
    playedMs: z.number(),
    stalledMs: z.number(),
    stalls: z.number(),
    rejectedSegments: z.number(),
    droppedReports: z.number(),
    latencyMs: z.number().nullable(),
  }),
  /** Viewers with P2P beside those of the same minutes without it; null where there were none of either. */
  groups: comparisonSchema.nullable(),
  /** When there are such viewers, by the settings; null for never. */
  control: z.object({ share: z.number(), from: z.number() }).nullable(),
  /** Milliseconds that each point stands for. */
  spanMs: z.number(),
  points: z.array(pointSchema),
})
export type DashboardEvent = z.infer<typeof dashboardEventSchema>
