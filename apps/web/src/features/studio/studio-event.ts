/** What the studio is told of its channel while it is open, as server-sent events. */

import { broadcastHealthSchema } from '@shoal/protocol/broadcast-health'
import { broadcastNoticeSchema } from '@shoal/protocol/broadcast-notice'
import { channelEventSchema } from '@shoal/protocol/channel-event'
import { z } from 'zod'
import { studioRecordingSchema } from '../recordings/recording-event.ts'

export const studioEventSchema = z.object({
  channel: channelEventSchema,
  /** The source as a person reads it; null until ingest knows. */
  source: z.string().nullable(),
  /** When the first segment could be fetched, Unix milliseconds. */
  liveAtMs: z.number().nullable(),
  endReason: z.string().nullable(),
  /** How many watch; null while the channel is not live. */
  viewers: z.number().nullable(),
  /** Of the broadcast that runs, as of `atMs`; null until something was measured. */
  health: broadcastHealthSchema.extend({ atMs: z.number() }).nullable(),
  /** Whether what runs is the studio's test picture. */
  isTestPicture: z.boolean(),
  refusals: z.array(z.object({ reason: z.string(), detail: z.string().nullable(), atMs: z.number() })),
  /** Of the broadcast that runs. */
  notices: z.array(broadcastNoticeSchema),
  /** The newest, the latest first, then older ones that are being deleted or made into files. */
  recordings: z.array(studioRecordingSchema),
  /** The server's clock, Unix milliseconds, by ten seconds: the page's may be wrong. */
  serverAtMs: z.number(),
})
export type StudioEvent = z.infer<typeof studioEventSchema>
