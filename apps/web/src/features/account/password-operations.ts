/** A new password for who has lost theirs, by a link in an e-mail: better-auth's, where the operator has a mail server. */

import { isAPIError } from 'better-auth/api'
import { z } from 'zod'
import { auth } from '../../server/auth.ts'
import { serverConfig } from '../../server/env.ts'
import { log } from '../../server/log.ts'
import { operation } from '../../server/operation.ts'
import { overLimit, refuseTooMany } from '../../server/rate-limit.ts'
import { emailOnlySchema, newPasswordSchema } from './account-schemas.ts'

const TAGS = ['Account'] as const
/** Of one address: nobody’s mailbox is to be filled by strangers. */
const LINKS = { most: 3, seconds: 3600 }

export const sendPasswordLink = operation({
  id: 'sendPasswordLink',
  summary: 'Have a link for a new password sent by e-mail',
  description: 'Where the server sends e-mail. The answer is the same whether or not there is such an account.',
  tags: TAGS,
  method: 'POST',
  path: '/lost-password',
  scope: 'public',
  body: emailOnlySchema,
  answers: { 204: null },
  refusals: { 'no-mail': 404 },
  limit: { most: 20, seconds: 3600 },
  async handle({ body: { email }, refuse }) {
    if (!serverConfig().mail) return refuse('no-mail')
    const wait = await overLimit('password link', email.toLowerCase(), LINKS)
    if (wait !== null) return refuseTooMany(wait)
    // nobody waits for it: how long it takes would say whether there is such an account
    auth()
      .api.requestPasswordReset({ body: { email } })
      .catch((error) => log().error({ err: error }, 'a link for a new password cannot be made'))
    return { status: 204 }
  },
})

export const renewPassword = operation({
  id: 'renewPassword',
  summary: 'Set a new password with a link from an e-mail',
  description: 'The link works once, for an hour. Every session ends; a second factor stays.',
  tags: TAGS,
  method: 'POST',
  path: '/new-password',
  scope: 'public',
  body: z.object({ token: z.string().max(64), newPassword: newPasswordSchema }),
  answers: { 204: null },
  refusals: { 'no-mail': 404, 'link-over': 403 },
  limit: { most: 30, seconds: 900 },
  async handle({ body, refuse }) {
    if (!serverConfig().mail) return refuse('no-mail')
    try {
      await auth().api.resetPassword({ body })
    } catch (error) {
      // the token is no good, or its account is gone; the password's length was looked at before
      if (isAPIError(error)) return refuse('link-over')
      throw error
    }
    return { status: 204 }
  },
})
