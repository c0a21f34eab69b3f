/** What the operator sets while the server runs. Kept as one JSON value, so every field has a default. */

import { z } from 'zod'
import { p2pModeSchema } from './p2p-mode.ts'
import { lineSchema, linesSchema } from './plain-text.ts'

/** `closed`: operators make accounts; `invitation`: who has a link makes one; `open`: everybody. */
export const signUpSchema = z.enum(['closed', 'invitation', 'open'])
/** `ask`: P2P starts once the viewer agreed; `notice`: it is on, and says so; `off`: nobody is offered it. */
export const p2pConsentSchema = z.enum(['ask', 'notice', 'off'])

/** The longest texts and the bounds of numbers: forms say them where they refuse. */
export const SETTING_LIMITS = {
  name: 60,
  text: 4000,
  uploadKbps: { least: 1, most: 1_000_000 },
  uploadMegabytes: { least: 1, most: 1_000_000 },
  channelsPerStreamer: { least: 0, most: 1000 },
  broadcasts: { least: 1, most: 1000 },
  retentionDays: { least: 1, most: 3650 },
  perGigabyte: { least: 0, most: 1000 },
} as const

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))
const int = ({ least, most }: { least: number; most: number }) => z.int().min(least).max(most)
const orNone = (schema: z.ZodInt) => schema.nullable().default(null)

export const serverSettingsSchema = z.object({
  name: lineSchema(SETTING_LIMITS.name).min(1).default('Shoal'),
  /** `#rrggbb`; null is Shoal's own. */
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .nullable()
    .default(null),
  /** File name in the media folder. */
  logo: z.string().nullable().default(null),
  about: linesSchema(SETTING_LIMITS.text).default(''),
  rules: linesSchema(SETTING_LIMITS.text).default(''),
  /** For who sends no language that we have. */
  locale: z.enum(['en', 'de', 'ar']).default('en'),
  signUp: signUpSchema.default('closed'),
  p2p: z
    .object({
      consent: p2pConsentSchema.default('notice'),
      /** The most that a viewer is granted, at most the environment's `SHOAL_P2P`; null is that. */
      most: z.enum(p2pModeSchema.options).nullable().default(null),
      /** Null is the environment's. */
      uploadKbps: orNone(int(SETTING_LIMITS.uploadKbps)),
      uploadMegabytes: orNone(int(SETTING_LIMITS.uploadMegabytes)),
    })
    .prefault({}),
  quotas: z
    .object({
      channelsPerStreamer: int(SETTING_LIMITS.channelsPerStreamer).default(3),
      /** Broadcasts at one time, all channels together; null is what the encoder carries. */
      broadcasts: orNone(int(SETTING_LIMITS.broadcasts)),
    })
    .prefault({}),
  /** For channels that set none; null keeps recordings. */
  retentionDays: orNone(int(SETTING_LIMITS.retentionDays)),
  /** Who may write in chats unless the channel says otherwise. */
  chatNames: z.enum(['anyone', 'accounts']).default('anyone'),
  /** What a gigabyte (10⁹ bytes) of delivery costs, for the dashboard's money saved. */
  price: z
    .object({
      perGigabyte: z.number().min(SETTING_LIMITS.perGigabyte.least).max(SETTING_LIMITS.perGigabyte.most).default(0.05),
      /** ISO 4217. */
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .refine((code) => CURRENCIES.has(code), 'is no currency')
        .default('EUR'),
    })
    .prefault({}),
})
export type ServerSettings = z.infer<typeof serverSettingsSchema>

export const DEFAULT_SERVER_SETTINGS: ServerSettings = serverSettingsSchema.parse({})
