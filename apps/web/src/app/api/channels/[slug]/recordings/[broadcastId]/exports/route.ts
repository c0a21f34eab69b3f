/** `POST …/recordings/<broadcast>/exports`: asks ingest for one rung as an MP4; the studio's events tell how far it is. */

import { requestExport } from '@shoal/db/recording-exports'
import { exportFormSchema } from '../../../../../../../features/recordings/export-form-schema.ts'
import { findRecordingOf } from '../../../../../../../features/recordings/find-recording-of.ts'
import { channelFor } from '../../../../../../../server/access.ts'
import { apiRoute, readJson, refuse } from '../../../../../../../server/api.ts'
import { database } from '../../../../../../../server/database.ts'
import { log } from '../../../../../../../server/log.ts'

type Context = { params: Promise<{ slug: string; broadcastId: string }> }

export const POST = apiRoute(async (request: Request, { params }: Context) => {
  const { slug, broadcastId } = await params
  const right = await channelFor(request, slug, 'run')
  if (right instanceof Response) return right
  const wanted = exportFormSchema.safeParse(await readJson(request))
  if (!wanted.success) return refuse(400, 'bad-request')
  const recording = await findRecordingOf(slug, broadcastId)
  if (!recording?.rungs.includes(wanted.data.rung)) return refuse(404, 'unknown-recording')
  const asked = await requestExport(database(), { broadcastId, rung: wanted.data.rung })
  if (!asked) return refuse(404, 'unknown-recording')
  log().info({ channel: slug, broadcast: broadcastId, rung: asked.rung }, 'a download was asked for')
  return Response.json({ state: asked.state }, { status: 202 })
})
