/** What the account's page reads and sends about personal access tokens. */

import { lineSchema } from '@shoal/protocol/plain-text'
import { z } from 'zod'
import { scopeSchema } from '../../server/scopes.ts'

const time = z.iso.datetime()

export const newTokenSchema = z.object({
  name: lineSchema(60).min(1),
  scopes: z.array(scopeSchema).min(1).max(scopeSchema.options.length),
  expiresInDays: z.int().min(1).max(3650).nullable().meta({ description: 'Null never ends' }),
})

export const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().meta({ description: 'The token’s last four characters' }),
    scopes: z.array(z.string()),
    createdAt: time,
    expiresAt: time.nullable(),
    lastUsedAt: time.nullable(),
  })
  .meta({ id: 'AccessToken' })
export type TokenRow = z.infer<typeof tokenSchema>

export const tokenListSchema = z.object({ tokens: z.array(tokenSchema) })
export const madeTokenSchema = z.object({ id: z.string(), token: z.string().meta({ description: 'Shown this once' }) })
