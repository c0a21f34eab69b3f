/** How a channel broadcasts. A broadcast reads its channel's settings once, when it starts. */

import { z } from 'zod'
import { rungNameSchema } from './hls-path.ts'

/** `balanced` has segments of two seconds, `low` of one. */
export const latencyModeSchema = z.enum(['balanced', 'low'])
export type LatencyMode = z.infer<typeof latencyModeSchema>

export const MAX_RECONNECT_SECONDS = 1800
export const MAX_REWIND_SECONDS = 43_200
export const MAX_RETENTION_DAYS = 3650

export const channelSettingsSchema = z.strictObject({
  latencyMode: latencyModeSchema,
  /** Rungs by name; empty for what fits the source and the machine. */
  ladder: z.array(rungNameSchema).max(12),
  /** How long a broadcast waits for a publisher that is gone; null is the server's own setting. */
  reconnectSeconds: z.int().min(0).max(MAX_RECONNECT_SECONDS).nullable(),
  /** How far back viewers can go while the channel is live. */
  rewindSeconds: z.int().min(0).max(MAX_REWIND_SECONDS),
  isRecorded: z.boolean(),
  /** Days until a recording is deleted by itself; null is the server's own setting, which may keep it. */
  retentionDays: z.int().min(1).max(MAX_RETENTION_DAYS).nullable(),
})
export type ChannelSettings = z.infer<typeof channelSettingsSchema>
