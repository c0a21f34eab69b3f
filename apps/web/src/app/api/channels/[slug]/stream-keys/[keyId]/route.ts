/** `DELETE /api/channels/<slug>/stream-keys/<id>`: revokes a stream key; ingest disconnects who uses it. Operator only. */

import { findChannel } from '@shoal/db/channels'
import { listStreamKeys, revokeStreamKey } from '@shoal/db/stream-keys'
import { apiRoute, refuse } from '../../../../../../server/api.ts'
import { database } from '../../../../../../server/database.ts'
import { log } from '../../../../../../server/log.ts'
import { findAccount } from '../../../../../../server/session.ts'

type Context = { params: Promise<{ slug: string; keyId: string }> }

export const DELETE = apiRoute(async (request: Request, { params }: Context) => {
  if (!(await findAccount(request.headers))) return refuse(403, 'not-signed-in')
  const { slug, keyId } = await params
  const channel = await findChannel(database(), slug)
  if (!channel) return refuse(404, 'unknown-channel')
  const keys = await listStreamKeys(database(), channel.id)
  if (!keys.some((key) => key.id === keyId)) return refuse(404, 'unknown-key')
  await revokeStreamKey(database(), keyId)
  log().info({ channel: slug, keyId }, 'a stream key was revoked')
  return new Response(null, { status: 204 })
})
