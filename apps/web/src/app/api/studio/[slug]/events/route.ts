/** `GET /api/studio/<slug>/events`: state, source and refusals of a channel as they change. For who runs the channel. */

import { studioPoller } from '../../../../../features/studio/read-studio.ts'
import { channelFor } from '../../../../../server/access.ts'
import { apiRoute } from '../../../../../server/api.ts'
import { eventStream } from '../../../../../server/event-stream.ts'

type Context = { params: Promise<{ slug: string }> }

export const GET = apiRoute(async (request: Request, { params }: Context) => {
  const right = await channelFor(request, (await params).slug, 'run')
  if (right instanceof Response) return right
  return eventStream(request.signal, (send) => studioPoller(right.channel.id).subscribe(send))
})
