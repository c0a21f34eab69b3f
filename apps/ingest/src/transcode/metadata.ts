/** What a publisher announces about its source (`onMetaData`): a start, never to be relied on. */

import { z } from 'zod'

const announced = z.number().positive().finite().optional().catch(undefined)
const metadataSchema = z
  .object({
    width: announced,
    height: announced,
    framerate: announced,
    videodatarate: announced,
    audiodatarate: announced,
    videocodecid: z.unknown(),
    audiocodecid: z.unknown(),
  })
  .partial()
export type SourceMetadata = z.infer<typeof metadataSchema>

export function parseMetadata(metadata: unknown): SourceMetadata | null {
  return metadataSchema.safeParse(metadata).data ?? null
}
