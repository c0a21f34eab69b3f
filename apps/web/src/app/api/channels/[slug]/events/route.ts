/** `GET /api/channels/<slug>/events`: the channel's state at once, then at each change. */

import { findChannel } from '@shoal/db/channels'
import { channelStatePoller } from '../../../../../features/channels/channel-states.ts'
import { apiRoute, refuse } from '../../../../../server/api.ts'
import { database } from '../../../../../server/database.ts'
import { eventStream } from '../../../../../server/event-stream.ts'
import { metrics } from '../../../../../server/metrics.ts'

type Context = { params: Promise<{ slug: string }> }

export const GET = apiRoute(async (request: Request, { params }: Context) => {
  const { slug } = await params
  if (!(await findChannel(database(), slug))) return refuse(404, 'unknown-channel')
  return eventStream(request.signal, (send) => {
    const listeners = metrics().listeners.labels('channel')
    listeners.inc()
    const unsubscribe = channelStatePoller().subscribe((states) => {
      const event = states.get(slug)
      if (event) send(event)
    })
    return () => {
      listeners.dec()
      unsubscribe()
    }
  })
})
