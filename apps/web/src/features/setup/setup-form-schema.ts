/** What the setup form asks for; read by the form and again by the server. */

import { channelSlugSchema } from '@shoal/protocol/channel-slug'
import { z } from 'zod'
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../account/password-length.ts'

export const setupFormSchema = z.object({
  name: z.string().trim().min(1, 'Say what you are called.').max(80, 'Use at most 80 characters.'),
  email: z.email('Give an e-mail address, such as you@example.org.').max(254),
  password: z
    .string()
    .min(MIN_PASSWORD_LENGTH, `Use at least ${MIN_PASSWORD_LENGTH} characters.`)
    .max(MAX_PASSWORD_LENGTH, `Use at most ${MAX_PASSWORD_LENGTH} characters.`),
  title: z.string().trim().min(1, 'Give the channel a name.').max(80, 'Use at most 80 characters.'),
  slug: channelSlugSchema,
})
export type SetupForm = z.infer<typeof setupFormSchema>

export const setupRequestSchema = setupFormSchema.extend({ token: z.string().max(256) })
export const setupAnswerSchema = z.object({ slug: z.string(), streamKey: z.string() })
