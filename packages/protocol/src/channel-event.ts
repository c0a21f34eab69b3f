/** What a watch page is told about its channel, as server-sent events (WHATWG HTML, section 9.2). */

import { z } from 'zod'
import { broadcastIdSchema, epochSchema } from './hls-path.ts'

/** `GET /api/channels/<slug>/events`: one at once, then one at each change. `offline` has never been live. */
export const channelEventSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('offline') }),
  z.object({
    state: z.enum(['starting', 'live', 'interrupted', 'ended']),
    broadcastId: broadcastIdSchema,
    epoch: epochSchema,
  }),
])
export type ChannelEvent = z.infer<typeof channelEventSchema>
