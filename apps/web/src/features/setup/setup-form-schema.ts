/** What the setup form asks for; read by the form and again by the server. */

import { channelSlugSchema } from '@shoal/protocol/channel-slug'
import { z } from 'zod'

export const setupFormSchema = z.object({
  name: z.string().trim().min(1, 'Say what you are called.').max(80, 'Use at most 80 characters.'),
  email: z.email('Give an e-mail address, such as you@example.org.').max(254),
  password: z.string().min(10, 'Use at least 10 characters.').max(128, 'Use at most 128 characters.'),
  title: z.string().trim().min(1, 'Give the channel a name.').max(80, 'Use at most 80 characters.'),
  slug: channelSlugSchema,
})
export type SetupForm = z.infer<typeof setupFormSchema>

export const setupRequestSchema = setupFormSchema.extend({ token: z.string().max(256) })
export const setupAnswerSchema = z.object({ slug: z.string(), streamKey: z.string() })
