/** What the origin counted since it was told to start, and how to ask it. */

import { z } from 'zod'

const originCountsSchema = z.object({
  /** Bytes of segment bodies that were sent. */
  mediaBytes: z.number(),
  segmentRequests: z.number(),
  playlistRequests: z.number(),
  bytesBySecond: z.array(z.number()),
  segmentsListed: z.number(),
})
export type OriginCounts = z.infer<typeof originCountsSchema>

export async function startOriginCounts(originUrl: string): Promise<void> {
  await fetch(`${originUrl}/bench/start`)
}

export async function readOriginCounts(originUrl: string): Promise<OriginCounts> {
  return originCountsSchema.parse(await (await fetch(`${originUrl}/bench/counts`)).json())
}
