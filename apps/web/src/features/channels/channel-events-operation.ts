/** The channel's state at once, then at each change. */

import { findChannel } from '@shoal/db/channels'
import { channelEventSchema } from '@shoal/protocol/channel-event'
import { database } from '../../server/database.ts'
import { eventStream } from '../../server/event-stream.ts'
import { metrics } from '../../server/metrics.ts'
import { operation } from '../../server/operation.ts'
import { channelStatePoller } from './channel-states.ts'
import { slugParams } from './slug-params.ts'

export const watchChannel = operation({
  id: 'watchChannel',
  summary: 'Follow a channel’s state as it changes',
  tags: ['Channels'],
  method: 'GET',
  path: '/channels/{slug}/events',
  scope: 'public',
  params: slugParams,
  answers: { 200: null },
  events: channelEventSchema,
  refusals: { 'unknown-channel': 404 },
  async handle({ request, params: { slug }, refuse }) {
    if (!(await findChannel(database(), slug))) return refuse('unknown-channel')
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
  },
})
