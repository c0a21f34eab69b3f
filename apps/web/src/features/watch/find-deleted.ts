/** Asks this server what of a recording that was there is deleted. */

import * as z from 'zod/mini'

/** `channel`: all of it, with the recording. */
export type Deleted = 'recording' | 'channel'

const deletedSchema = z.object({ state: z.literal('ended'), recording: z.null() })

/** Null where there is no answer, too: then it may come back. */
export async function findDeleted(broadcastId: string, slug: string): Promise<Deleted | null> {
  try {
    const response = await fetch(`/api/v1/broadcasts/${broadcastId}`)
    // who may not see it any more is told no more of it; of its channel they are
    if (response.status === 404) return (await fetch(`/api/v1/channels/${slug}`)).status === 404 ? 'channel' : null
    return deletedSchema.safeParse(await response.json()).success ? 'recording' : null
  } catch {
    return null
  }
}
