/** What the embedded database's process tells the one that started it. */

import { z } from 'zod'

export const embeddedMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  /** It ends at once; the reason is a sentence for a person. */
  z.object({ kind: z.literal('refused'), reason: z.string() }),
])
export type EmbeddedMessage = z.infer<typeof embeddedMessageSchema>
