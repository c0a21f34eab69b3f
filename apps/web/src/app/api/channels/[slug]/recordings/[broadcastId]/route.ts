/** `DELETE /api/channels/<slug>/recordings/<broadcast>`: gives a recording to ingest to delete. For who runs the channel. */

import { markForDeletion } from '@shoal/db/recordings'
import { findRecordingOf } from '../../../../../../features/recordings/find-recording-of.ts'
import { channelFor } from '../../../../../../server/access.ts'
import { apiRoute, refuse } from '../../../../../../server/api.ts'
import { database } from '../../../../../../server/database.ts'
import { log } from '../../../../../../server/log.ts'

type Context = { params: Promise<{ slug: string; broadcastId: string }> }

export const DELETE = apiRoute(async (request: Request, { params }: Context) => {
  const { slug, broadcastId } = await params
  const right = await channelFor(request, slug, 'run')
  if (right instanceof Response) return right
  const recording = await findRecordingOf(slug, broadcastId)
  if (!recording) return refuse(404, 'unknown-recording')
  const isMarked = await markForDeletion(database(), broadcastId)
  if (!isMarked && recording.state === 'recording') return refuse(409, 'still-recording')
  log().info({ channel: slug, broadcast: broadcastId }, 'a recording is to be deleted')
  return new Response(null, { status: 204 })
})
