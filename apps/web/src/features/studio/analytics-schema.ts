/** One broadcast's figures, as its page and the HTTP API tell them. */

import { z } from 'zod'

const share = z.number().nullable()

export const analyticsSchema = z.object({
  startedAtMs: z.number(),
  /** Null while it goes on. */
  endedAtMs: z.number().nullable(),
  peakViewers: z.number(),
  meanViewers: z.number(),
  /** Watched by all viewers together. */
  playedMs: z.number(),
  stalledMs: z.number(),
  /** Of the time that viewers wanted to watch, how much they waited; null where nobody watched. */
  waitingShare: share,
  /** 1 − what left the origin / what was delivered; null where nothing was. */
  offload: share,
  originBytes: z.number(),
  deliveredBytes: z.number(),
  latencyMs: z.number().nullable(),
  firstFrameMs: z.number().nullable(),
  sessions: z.number().nullable(),
  meanSessionMs: z.number().nullable(),
  chatMessages: z.number(),
  rungs: z.array(z.object({ rung: z.string(), seconds: z.number(), share: z.number() })),
  /** The length of a point. */
  spanMs: z.number(),
  points: z.array(
    z.object({
      ...{ atMs: z.number(), viewers: z.number(), originBytes: z.number(), peerBytes: z.number() },
      ...{ offload: share, waitingShare: share, latencyMs: z.number().nullable(), chatMessages: z.number() },
    }),
  ),
})
export type Analytics = z.infer<typeof analyticsSchema>
