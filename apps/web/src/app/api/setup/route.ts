/** `POST /api/setup`: makes the operator and the first channel, once, for the holder of the setup token. */

import { setUpServer } from '@shoal/db/operators'
import { issueStreamKey } from '@shoal/db/stream-keys'
import { hashPassword } from 'better-auth/crypto'
import { setupRequestSchema } from '../../../features/setup/setup-form-schema.ts'
import { apiRoute, readJson, refuse } from '../../../server/api.ts'
import { auth } from '../../../server/auth.ts'
import { database } from '../../../server/database.ts'
import { serverConfig } from '../../../server/env.ts'
import { log } from '../../../server/log.ts'
import { isSetupToken, removeSetupToken } from '../../../server/secrets.ts'

export const POST = apiRoute(async (request: Request) => {
  const wanted = setupRequestSchema.safeParse(await readJson(request))
  if (!wanted.success) return refuse(400, 'bad-request')
  const { token, name, email, password, slug, title } = wanted.data
  const { secretsFolder } = serverConfig()
  if (!(await isSetupToken(secretsFolder, token))) return refuse(403, 'wrong-setup-token')

  const passwordHash = await hashPassword(password)
  const outcome = await setUpServer(database(), {
    name,
    email: email.toLowerCase(),
    passwordHash,
    channel: { slug, title },
  })
  await removeSetupToken(secretsFolder)
  if (outcome.kind === 'already-set-up') return refuse(409, 'already-set-up')
  log().info({ channel: slug }, 'the server is set up')

  const { key } = await issueStreamKey(database(), { channelId: outcome.channelId, name: 'First key' })
  const signedIn = await auth().api.signInEmail({
    body: { email, password },
    headers: request.headers,
    asResponse: true,
  })
  const answer = Response.json({ slug, streamKey: key }, { headers: { 'Cache-Control': 'no-store' } })
  for (const cookie of signedIn.headers.getSetCookie()) answer.headers.append('Set-Cookie', cookie)
  return answer
})
