/** What the studio is told of its channel while it is open, as server-sent events. */

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
  refusals: z.array(z.object({ reason: z.string(), detail: z.string().nullable(), atMs: z.number() })),
  /** Of the broadcast that runs. */
  notices: z.array(broadcastNoticeSchema),
  /** The newest first. */
  recordings: z.array(studioRecordingSchema),
})
export type StudioEvent = z.infer<typeof studioEventSchema>
