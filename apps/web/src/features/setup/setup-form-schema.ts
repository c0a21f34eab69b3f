/** What the setup form asks for; read by the form and again by the server. A problem is a key of `account.problems`. */

import { channelSlugSchema } from '@shoal/protocol/channel-slug'
import { cleanLine } from '@shoal/protocol/plain-text'
import { z } from 'zod'
import { emailSchema, nameSchema, newPasswordSchema } from '../account/account-schemas.ts'

export const setupFormSchema = z.object({
  name: nameSchema,
  email: emailSchema,
  password: newPasswordSchema,
  title: z.string().overwrite(cleanLine).min(1, 'title-missing').max(80, 'too-long'),
  slug: channelSlugSchema,
})
export type SetupForm = z.infer<typeof setupFormSchema>

export const setupRequestSchema = setupFormSchema.extend({ token: z.string().max(256) })
export const setupAnswerSchema = z.object({ slug: z.string(), streamKey: z.string() })
