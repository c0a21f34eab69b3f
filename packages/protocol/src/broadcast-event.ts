/** What happens to a broadcast, for webhooks and notifications. */

import { z } from 'zod'

export const broadcastEventKindSchema = z.enum([
  'broadcast.started',
  'broadcast.interrupted',
  'broadcast.ended',
  'recording.ready',
])
export type BroadcastEventKind = z.infer<typeof broadcastEventKindSchema>
