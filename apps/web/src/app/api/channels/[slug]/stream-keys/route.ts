/** `POST /api/channels/<slug>/stream-keys`: a new stream key, seen in this answer and never again. For who runs the channel. */

import { issueStreamKey } from '@shoal/db/stream-keys'
import { newKeySchema } from '../../../../../features/studio/stream-key-forms.ts'
import { channelFor } from '../../../../../server/access.ts'
import { apiRoute, readJson, refuse } from '../../../../../server/api.ts'
import { database } from '../../../../../server/database.ts'
import { log } from '../../../../../server/log.ts'

type Context = { params: Promise<{ slug: string }> }

export const POST = apiRoute(async (request: Request, { params }: Context) => {
  const { slug } = await params
  const right = await channelFor(request, slug, 'run')
  if (right instanceof Response) return right
  const wanted = newKeySchema.safeParse(await readJson(request))
  if (!wanted.success) return refuse(400, 'bad-request')
  const { id, key } = await issueStreamKey(database(), { channelId: right.channel.id, name: wanted.data.name })
  log().info({ channel: slug, keyId: id }, 'a stream key was made')
  return Response.json({ streamKey: key }, { status: 201, headers: { 'Cache-Control': 'no-store' } })
})
