/** What viewers read of a broadcast, and who may see it: set on the channel for the next one, and on each broadcast. */

import { z } from 'zod'
import { lineSchema, linesSchema } from './plain-text.ts'
import { privacySchema } from './privacy.ts'

export const MAX_TITLE_LENGTH = 120
export const MAX_DESCRIPTION_LENGTH = 4000
export const MAX_CATEGORY_LENGTH = 40
export const MIN_BROADCAST_PASSWORD = 4
export const MAX_BROADCAST_PASSWORD = 128

export const broadcastWordsSchema = z.strictObject({
  /** Empty shows the channel's name. */
  title: lineSchema(MAX_TITLE_LENGTH),
  description: linesSchema(MAX_DESCRIPTION_LENGTH),
  category: lineSchema(MAX_CATEGORY_LENGTH),
  privacy: privacySchema,
  /** A new password for viewers; left out, the one that is set stays. Kept as a hash. */
  password: z.string().min(MIN_BROADCAST_PASSWORD).max(MAX_BROADCAST_PASSWORD).optional(),
})
export type BroadcastWords = z.infer<typeof broadcastWordsSchema>

/** What is left out stays as it is: somebody else may have changed it meanwhile. */
export const broadcastWordsChangeSchema = broadcastWordsSchema.exactPartial()
export type BroadcastWordsChange = z.infer<typeof broadcastWordsChangeSchema>

export const MAX_ANNOUNCEMENT_LENGTH = 280
/** Two years: further ahead is a slip of the hand. */
export const MAX_ANNOUNCED_AHEAD_MS = 2 * 365 * 24 * 3600_000

/** The next broadcast. */
export const announcementSchema = z.strictObject({
  at: z.iso.datetime({ offset: true }),
  text: lineSchema(MAX_ANNOUNCEMENT_LENGTH),
})
export type Announcement = z.infer<typeof announcementSchema>

/** `past` and `far` are for a person to mend. */
export function judgeAnnouncedTime(atMs: number, nowMs: number): 'fine' | 'past' | 'far' {
  if (atMs <= nowMs) return 'past'
  return atMs > nowMs + MAX_ANNOUNCED_AHEAD_MS ? 'far' : 'fine'
}
