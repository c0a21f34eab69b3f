/** Makes the operator and the first channel, once, for the holder of the setup token. */

import { writeAuditEntry } from '@shoal/db/audit'
import { setUpServer } from '@shoal/db/operators'
import { issueStreamKey } from '@shoal/db/stream-keys'
import { hashPassword } from 'better-auth/crypto'
import { auth } from '../../server/auth.ts'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import { log } from '../../server/log.ts'
import { operation } from '../../server/operation.ts'
import { isSetupToken, removeSetupToken } from '../../server/secrets.ts'
import { setupAnswerSchema, setupRequestSchema } from './setup-form-schema.ts'

export const setUp = operation({
  id: 'setUpServer',
  summary: 'Set the server up: its operator, and the first channel',
  description: 'Takes the token of the setup link, once. The answer’s cookie is the operator’s session.',
  tags: ['Server'],
  method: 'POST',
  path: '/setup',
  scope: 'public',
  limit: { most: 20, seconds: 60 },
  body: setupRequestSchema,
  answers: { 200: setupAnswerSchema },
  refusals: { 'wrong-setup-token': 403, 'already-set-up': 409 },
  async handle({ request, body, refuse }) {
    const { token, name, email, password, slug, title } = body
    const { secretsFolder } = serverConfig()
    if (!(await isSetupToken(secretsFolder, token))) return refuse('wrong-setup-token')

    const outcome = await setUpServer(database(), {
      ...{ name, email: email.toLowerCase(), passwordHash: await hashPassword(password) },
      channel: { slug, title },
    })
    await removeSetupToken(secretsFolder)
    if (outcome.kind === 'already-set-up') return refuse('already-set-up')
    log().info({ channel: slug }, 'the server is set up')
    await writeAuditEntry(database(), { actor: null, action: 'server-set-up', target: `channel ${slug}` })

    const { key } = await issueStreamKey(database(), { channelId: outcome.channelId, name: 'First key' })
    const signedIn = await auth().api.signInEmail({
      body: { email, password },
      headers: request.headers,
      asResponse: true,
    })
    const answer = Response.json({ slug, streamKey: key }, { headers: { 'Cache-Control': 'no-store' } })
    for (const cookie of signedIn.headers.getSetCookie()) answer.headers.append('Set-Cookie', cookie)
    return answer
  },
})
