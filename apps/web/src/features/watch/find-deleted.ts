/** Asks this server whether a recording that was there is deleted. */

import * as z from 'zod/mini'

const deletedSchema = z.object({ state: z.literal('ended'), recording: z.null() })

/** False where there is no answer, too: then it may come back. */
export async function isDeleted(broadcastId: string): Promise<boolean> {
  try {
    const response = await fetch(`/api/v1/broadcasts/${broadcastId}`)
    return deletedSchema.safeParse(await response.json()).success
  } catch {
    return false
  }
}
