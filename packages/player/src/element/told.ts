/** What the server tells a player on another site's page. */

import * as z from 'zod/mini'
import { consentWordsSchema } from './consent-box.ts'

/** As the server's `/embed/<target>/events` tells it; `words` are in the visitor's language. */
const toldSchema = z.object({
  originUrl: z.url(),
  consent: z.enum(['ask', 'notice', 'off']),
  recording: z.nullable(z.string()),
  event: z.nullable(
    z.object({
      state: z.enum(['offline', 'starting', 'live', 'interrupted', 'ended']),
      broadcastId: z.optional(z.string()),
      epoch: z.optional(z.int()),
      recording: z.optional(z.string()),
    }),
  ),
  words: z.extend(consentWordsSchema, {
    ...{ play: z.string(), offline: z.string(), starting: z.string(), ended: z.string() },
    // the element may come from another server than its channel, and be the newer one
    ...{ failed: z.optional(z.string()), unsupported: z.optional(z.string()), deleted: z.optional(z.string()) },
  }),
})
export type ToldWithWords = z.infer<typeof toldSchema>

/** Null where it is none. */
export function readTold(text: string): ToldWithWords | null {
  return toldSchema.safeParse(parse(text)).data ?? null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
