/** What a watch page is told about its channel, as server-sent events (WHATWG HTML, section 9.2). */

import { z } from 'zod'
import { broadcastIdSchema, epochSchema } from './hls-path.ts'

/** What became of an ended broadcast: `pending` is being finished, `none` was not recorded or is deleted. */
export const recordingOutcomeSchema = z.enum(['pending', 'ready', 'none'])
export type RecordingOutcome = z.infer<typeof recordingOutcomeSchema>

const broadcast = { broadcastId: broadcastIdSchema, epoch: epochSchema }

/** `GET /api/v1/channels/<slug>/events`: one at once, then one at each change. `offline` has never been live. */
export const channelEventSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('offline') }),
  z.object({
    state: z.enum(['starting', 'live', 'interrupted']),
    ...broadcast,
    /** How far back viewers can go; 0 where they cannot. */
    rewindSeconds: z.int(),
  }),
  z.object({ state: z.literal('ended'), ...broadcast, recording: recordingOutcomeSchema }),
])
export type ChannelEvent = z.infer<typeof channelEventSchema>
