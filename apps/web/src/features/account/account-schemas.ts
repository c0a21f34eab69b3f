/**
 * What forms about accounts ask for; read by the forms and again by the server. A problem is a key of the catalogue's
 * `account.problems`.
 */

import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '@shoal/protocol/password-length'
import { cleanLine, isVisible } from '@shoal/protocol/plain-text'
import { roleSchema } from '@shoal/protocol/roles'
import { z } from 'zod'
import { cleanText } from '../../chat/clean-text.ts'
import { LOCALES } from '../../i18n/locale-names.ts'

/** Without what hides or turns text round: the name stands beside others'. */
export const nameSchema = z
  .string()
  .max(1000, 'too-long')
  .transform(cleanText)
  .pipe(z.string().refine(isVisible, 'name-missing').max(80, 'too-long'))
export const emailSchema = z.string().trim().max(254, 'email-wrong').pipe(z.email('email-wrong'))
export const newPasswordSchema = z
  .string()
  .min(MIN_PASSWORD_LENGTH, 'password-short')
  .max(MAX_PASSWORD_LENGTH, 'too-long')
/** Of who is signed in: any, since it is compared. */
export const passwordSchema = z.string().min(1, 'password-missing').max(MAX_PASSWORD_LENGTH, 'too-long')

export const emailOnlySchema = z.object({ email: emailSchema })
export const newPasswordFormSchema = z.object({ newPassword: newPasswordSchema })
export const profileSchema = z.object({ name: nameSchema })
export const emailChangeSchema = z.object({ email: emailSchema, password: passwordSchema })
export const passwordChangeSchema = z.object({ currentPassword: passwordSchema, newPassword: newPasswordSchema })
export const passwordOnlySchema = z.object({ password: passwordSchema })
/** As authenticator apps show it: `123 456`. */
const withoutSpaces = (code: string) => code.replace(/\s/g, '')
export const codeSchema = z.object({
  code: z.string().overwrite(withoutSpaces).min(1, 'code-missing').max(20, 'code-wrong'),
})
export const signUpFormSchema = z.object({ name: nameSchema, email: emailSchema, password: newPasswordSchema })
export const accountChangeSchema = z.strictObject({
  name: nameSchema.optional(),
  locale: z.enum(LOCALES).nullable().optional(),
})

export const newAccountSchema = z.object({ name: nameSchema, email: emailSchema, role: roleSchema })
export const INVITATION_DAYS = { least: 1, most: 90 } as const
export const newInvitationSchema = z.object({
  role: roleSchema,
  note: z.string().overwrite(cleanLine).max(120, 'too-long').default(''),
  days: z.int().min(INVITATION_DAYS.least).max(INVITATION_DAYS.most).default(7),
})
