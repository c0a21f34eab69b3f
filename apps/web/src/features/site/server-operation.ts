/** What a server says of itself. */

import { hasOperator } from '@shoal/db/operators'
import { p2pModeSchema } from '@shoal/protocol/p2p-mode'
import { p2pConsentSchema, signUpSchema } from '@shoal/protocol/server-settings'
import { z } from 'zod'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import { operation } from '../../server/operation.ts'
import { serverSettings } from '../../server/settings.ts'
import { grantedMode } from '../../server/tickets.ts'

export const readServer = operation({
  id: 'readServer',
  summary: 'Read what this server is: its name, rules, and how it treats P2P',
  tags: ['Server'],
  method: 'GET',
  path: '/server',
  scope: 'public',
  answers: {
    200: z
      .object({
        software: z.literal('shoal'),
        apiVersion: z.literal('1'),
        name: z.string(),
        about: z.string(),
        rules: z.string(),
        isSetUp: z.boolean(),
        signUp: signUpSchema,
        p2p: z.object({
          consent: p2pConsentSchema,
          most: z.enum(p2pModeSchema.options).meta({ description: 'The most that a viewer is granted' }),
        }),
      })
      .meta({ id: 'Server' }),
  },
  async handle() {
    const [settings, isReady] = await Promise.all([serverSettings(), hasOperator(database())])
    const { name, about, rules, signUp, p2p } = settings
    const most = grantedMode(p2p.most ?? 'on', serverConfig().p2p.most)
    const body = {
      ...{ software: 'shoal' as const, apiVersion: '1' as const, name, about, rules, isSetUp: isReady, signUp },
      p2p: { consent: p2p.consent, most },
    }
    return { status: 200, body }
  },
})
