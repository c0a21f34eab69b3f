/** `POST /api/channels/<slug>/stream-keys`: a new stream key, seen in this answer and never again. Operator only. */

import { findChannel } from '@shoal/db/channels'
import { issueStreamKey } from '@shoal/db/stream-keys'
import { newKeySchema } from '../../../../../features/studio/stream-key-forms.ts'
import { apiRoute, readJson, refuse } from '../../../../../server/api.ts'
import { database } from '../../../../../server/database.ts'
import { log } from '../../../../../server/log.ts'
import { findAccount } from '../../../../../server/session.ts'

type Context = { params: Promise<{ slug: string }> }

export const POST = apiRoute(async (request: Request, { params }: Context) => {
  if (!(await findAccount(request.headers))) return refuse(403, 'not-signed-in')
  const wanted = newKeySchema.safeParse(await readJson(request))
  if (!wanted.success) return refuse(400, 'bad-request')
  const { slug } = await params
  const channel = await findChannel(database(), slug)
  if (!channel) return refuse(404, 'unknown-channel')
  const { id, key } = await issueStreamKey(database(), { channelId: channel.id, name: wanted.data.name })
  log().info({ channel: slug, keyId: id }, 'a stream key was made')
  return Response.json({ streamKey: key }, { status: 201, headers: { 'Cache-Control': 'no-store' } })
})
