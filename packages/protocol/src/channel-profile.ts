/** What a channel says of itself, and where it is. */

import { z } from 'zod'
import { channelSlugSchema } from './channel-slug.ts'
import { lineSchema, linesSchema } from './plain-text.ts'

export const MAX_CHANNEL_TITLE_LENGTH = 80
export const MAX_ABOUT_LENGTH = 4000

const titleSchema = lineSchema(MAX_CHANNEL_TITLE_LENGTH).min(1)

export const newChannelSchema = z.strictObject({ title: titleSchema, slug: channelSlugSchema })
export type NewChannel = z.infer<typeof newChannelSchema>

/** What is left out stays. */
export const channelChangeSchema = z.strictObject({
  title: titleSchema.optional(),
  slug: channelSlugSchema.optional(),
  about: linesSchema(MAX_ABOUT_LENGTH).optional(),
  /** Its file name in the media folder, as an upload answered; null takes it away. */
  picture: z
    .string()
    .regex(/^[\w-]{1,80}\.[a-z0-9]{2,5}$/)
    .nullable()
    .optional(),
})
export type ChannelChange = z.infer<typeof channelChangeSchema>
