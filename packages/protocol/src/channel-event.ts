/** What a watch page is told about its channel, as server-sent events (WHATWG HTML, section 9.2). */

import * as z from 'zod/mini' // players take this file along
import { broadcastIdSchema, epochSchema } from './hls-path.ts'

/** What became of an ended broadcast: `pending` is being finished, `none` was not recorded or is deleted. */
export const recordingOutcomeSchema = z.enum(['pending', 'ready', 'none'])
export type RecordingOutcome = z.infer<typeof recordingOutcomeSchema>

/** What viewers read of a broadcast; it changes while it is live. `startedAtMs` is Unix milliseconds. */
export const broadcastAboutSchema = z.object({
  title: z.string(),
  category: z.string(),
  description: z.string(),
  startedAtMs: z.int(),
})
export type BroadcastAbout = z.infer<typeof broadcastAboutSchema>

/** The channel's next broadcast, when one is announced. */
const next = z.nullable(z.object({ atMs: z.int(), text: z.string() }))
const broadcast = {
  broadcastId: broadcastIdSchema,
  epoch: epochSchema,
  about: broadcastAboutSchema,
  /** There where it is not for everybody: its pictures and segments are asked for with a ticket. */
  isGuarded: z.exactOptional(z.literal(true)),
}

/** `GET /api/v1/channels/<slug>/events`: one at once, then one at each change. `offline` has never been live, or shows
 * this visitor nothing. */
export const channelEventSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('offline'), next }),
  z.object({
    state: z.enum(['starting', 'live', 'interrupted']),
    ...broadcast,
    /** How far back viewers can go; 0 where they cannot. */
    rewindSeconds: z.int(),
  }),
  z.object({ state: z.literal('ended'), ...broadcast, recording: recordingOutcomeSchema, next }),
])
export type ChannelEvent = z.infer<typeof channelEventSchema>
