/** What each open route of better-auth takes and answers (auth-route.ts), for the OpenAPI document. */

import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '@shoal/protocol/password-length'
import { roleSchema } from '@shoal/protocol/roles'
import { z } from 'zod'
import type { DescribedRoute } from './described-route.ts'

const time = z.iso.datetime()
const userSchema = z
  .object({
    ...{
      id: z.string(),
      name: z.string(),
      email: z.string(),
      emailVerified: z.boolean(),
      image: z.string().nullable(),
    },
    ...{ createdAt: time, updatedAt: time, twoFactorEnabled: z.boolean(), role: roleSchema },
    locale: z.string().nullable(),
  })
  .meta({ id: 'SessionUser' })
const sessionSchema = z.object({
  ...{ id: z.string(), token: z.string(), userId: z.string(), expiresAt: time, createdAt: time, updatedAt: time },
  ipAddress: z.null().meta({ description: 'No addresses are kept' }),
  userAgent: z.string().nullable(),
})
const signedInSchema = z.object({ token: z.string(), user: userSchema })
const password = z.string().meta({ description: 'The account’s, once more' })
const passwordBody = z.object({ password })
const trustDevice = z.boolean().optional().meta({ description: 'No code is asked for in this browser for 30 days' })
const code = z.string()
const backupCodes = z.array(z.string()).meta({ description: 'Each signs in once in place of a code; shown this once' })

const PAGES_OWN = 'For this server’s own pages: what it answers is in cookies, and other sites’ pages are refused.'
const FAILURES = { 500: ['failed'], 503: ['database-away'] } as const
const FORM = {
  ...{ 400: ['VALIDATION_ERROR', 'BAD_REQUEST'], 403: ['foreign-origin', 'MISSING_OR_NULL_ORIGIN'] },
  ...{ 413: ['body-too-large'], 415: ['UNSUPPORTED_MEDIA_TYPE'], ...FAILURES },
} as const
const GUESSED = { ...FORM, 429: ['too-many-requests'] } as const
const CODE = {
  ...GUESSED,
  401: ['INVALID_TWO_FACTOR_COOKIE'],
  429: ['too-many-requests', 'ACCOUNT_TEMPORARILY_LOCKED'],
} as const
const COMMON = { tag: 'Signing in', method: 'POST', description: PAGES_OWN } as const
/** Of who is signed in, who says the password once more. */
const OWN = { ...COMMON, security: 'session' } as const

export const AUTH_DESCRIPTIONS: readonly DescribedRoute[] = [
  {
    ...{ ...COMMON, id: 'getSession', method: 'GET', path: '/api/auth/get-session', security: 'either' },
    summary: 'Read who is signed in with this browser’s cookie',
    answer: z.object({ session: sessionSchema, user: userSchema }).nullable(),
    problems: FAILURES,
  },
  {
    ...{ ...COMMON, id: 'signOut', path: '/api/auth/sign-out', security: 'either' },
    summary: 'End this browser’s session',
    body: z.object({}),
    answer: z.object({ success: z.boolean() }),
    problems: { ...FORM, 400: ['BAD_REQUEST'] },
  },
  {
    ...{ ...COMMON, id: 'signIn', path: '/api/auth/sign-in/email', security: 'public' },
    summary: 'Sign in with e-mail and password',
    description: `${PAGES_OWN} An account with a second factor is asked for a code next.`,
    body: z.object({
      ...{ email: z.string(), password: z.string() },
      rememberMe: z.boolean().default(true).meta({ description: 'False ends the session with the browser' }),
      callbackURL: z.string().optional().meta({ description: 'Answered as `url`; an address of this server' }),
    }),
    answer: z.union([
      signedInSchema.extend({ redirect: z.boolean(), url: z.string().optional() }),
      z.object({ twoFactorRedirect: z.literal(true), twoFactorMethods: z.array(z.string()) }),
    ]),
    problems: {
      ...GUESSED,
      400: [...FORM[400], 'INVALID_EMAIL'],
      401: ['INVALID_EMAIL_OR_PASSWORD'],
      403: [...FORM[403], 'INVALID_CALLBACK_URL', 'BANNED'],
    },
  },
  {
    ...{ ...COMMON, id: 'verifyCode', path: '/api/auth/two-factor/verify-totp', security: 'either' },
    summary: 'Sign in with a code, or set up the second factor with its first one',
    description: `${PAGES_OWN} After the password, or signed in. A code signs in once.`,
    body: z.object({ code, trustDevice }),
    answer: signedInSchema,
    problems: {
      ...CODE,
      400: [...FORM[400], 'TOTP_NOT_ENABLED', 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE'],
      401: [...CODE[401], 'INVALID_CODE'],
      403: [...FORM[403], 'BANNED'],
    },
  },
  {
    ...{ ...COMMON, id: 'verifyBackupCode', path: '/api/auth/two-factor/verify-backup-code', security: 'either' },
    summary: 'Sign in with one of the backup codes',
    description: `${PAGES_OWN} After the password, or signed in.`,
    body: z.object({
      ...{ code, trustDevice },
      disableSession: z.boolean().optional().meta({ description: 'Takes the code, and signs nobody in' }),
    }),
    answer: signedInSchema.extend({ token: z.string().optional() }),
    problems: {
      ...CODE,
      400: [...FORM[400], 'BACKUP_CODES_NOT_ENABLED', 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE'],
      401: [...CODE[401], 'INVALID_BACKUP_CODE'],
      403: [...FORM[403], 'BANNED'],
      409: ['CONFLICT'],
    },
  },
  {
    ...{ ...OWN, id: 'enableSecondFactor', path: '/api/auth/two-factor/enable' },
    summary: 'Begin to set up a second factor',
    description: `${PAGES_OWN} It is asked for once a first code was verified.`,
    body: passwordBody.extend({
      issuer: z.string().optional().meta({ description: 'What the app calls this server' }),
    }),
    answer: z.object({ method: z.literal('totp'), totpURI: z.string(), backupCodes }),
    problems: {
      ...GUESSED,
      400: [...FORM[400], 'INVALID_PASSWORD', 'TOTP_ALREADY_ENABLED'],
      401: ['UNAUTHORIZED'],
    },
  },
  {
    ...{ ...OWN, id: 'disableSecondFactor', path: '/api/auth/two-factor/disable' },
    summary: 'Remove the second factor',
    body: passwordBody,
    answer: z.object({ status: z.boolean() }),
    problems: { ...GUESSED, 400: [...FORM[400], 'INVALID_PASSWORD'], 401: ['UNAUTHORIZED'] },
  },
  {
    ...{ ...OWN, id: 'makeBackupCodes', path: '/api/auth/two-factor/generate-backup-codes' },
    summary: 'Make new backup codes in place of those before',
    body: passwordBody,
    answer: z.object({ status: z.boolean(), backupCodes }),
    problems: {
      ...GUESSED,
      400: [...FORM[400], 'INVALID_PASSWORD', 'TWO_FACTOR_NOT_ENABLED'],
      401: ['UNAUTHORIZED'],
    },
  },
  {
    ...{ ...OWN, id: 'changePassword', path: '/api/auth/change-password' },
    summary: 'Change the password; every other session ends',
    body: z.object({
      currentPassword: password,
      newPassword: z.string().min(MIN_PASSWORD_LENGTH).max(MAX_PASSWORD_LENGTH),
    }),
    answer: signedInSchema,
    problems: {
      ...GUESSED,
      400: [...FORM[400], 'INVALID_PASSWORD', 'PASSWORD_TOO_SHORT', 'PASSWORD_TOO_LONG'],
      401: ['UNAUTHORIZED'],
    },
  },
]
