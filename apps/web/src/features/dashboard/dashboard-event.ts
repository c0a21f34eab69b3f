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

export const dashboardEventSchema = z.object({
  /** The newest broadcast of the server; null before the first. */
  broadcast: z
    .object({ slug: z.string(), title: z.string(), state: broadcastStateSchema, startedAtMs: z.number() })
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
  /** Milliseconds that each point stands for. */
  spanMs: z.number(),
  points: z.array(pointSchema),
})
export type DashboardEvent = z.infer<typeof dashboardEventSchema>
