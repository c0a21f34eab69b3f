/** `DELETE /api/channels/<slug>/stream-keys/<id>`: revokes a stream key; ingest disconnects who uses it. For who runs the channel. */

import { listStreamKeys, revokeStreamKey } from '@shoal/db/stream-keys'
import { channelFor } from '../../../../../../server/access.ts'
import { apiRoute, refuse } from '../../../../../../server/api.ts'
import { database } from '../../../../../../server/database.ts'
import { log } from '../../../../../../server/log.ts'

type Context = { params: Promise<{ slug: string; keyId: string }> }

export const DELETE = apiRoute(async (request: Request, { params }: Context) => {
  const { slug, keyId } = await params
  const right = await channelFor(request, slug, 'run')
  if (right instanceof Response) return right
  const keys = await listStreamKeys(database(), right.channel.id)
  if (!keys.some((key) => key.id === keyId)) return refuse(404, 'unknown-key')
  await revokeStreamKey(database(), keyId)
  log().info({ channel: slug, keyId }, 'a stream key was revoked')
  return new Response(null, { status: 204 })
})
