/** `GET /api/studio/<slug>/events`: state, source and refusals of a channel as they change. Operator only. */

import { findChannel } from '@shoal/db/channels'
import { studioPoller } from '../../../../../features/studio/read-studio.ts'
import { apiRoute, refuse } from '../../../../../server/api.ts'
import { database } from '../../../../../server/database.ts'
import { eventStream } from '../../../../../server/event-stream.ts'
import { findAccount } from '../../../../../server/session.ts'

type Context = { params: Promise<{ slug: string }> }

export const GET = apiRoute(async (request: Request, { params }: Context) => {
  if (!(await findAccount(request.headers))) return refuse(403, 'not-signed-in')
  const channel = await findChannel(database(), (await params).slug)
  if (!channel) return refuse(404, 'unknown-channel')
  return eventStream(request.signal, (send) => studioPoller(channel.id).subscribe(send))
})
