/** What the password page sends. */

import { broadcastIdSchema } from '@shoal/protocol/hls-path'
import { z } from 'zod'

export const passwordFormSchema = z.strictObject({
  password: z.string().min(1).max(256),
  /** Of a broadcast that is over, or the one that was looked at; left out, the channel's newest. */
  broadcast: z.optional(broadcastIdSchema),
})
