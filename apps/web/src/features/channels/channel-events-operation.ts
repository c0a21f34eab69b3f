/** The channel's state at once, then at each change. */

import { findChannel } from '@shoal/db/channels'
import { channelEventSchema } from '@shoal/protocol/channel-event'
import { database } from '../../server/database.ts'
import { eventStream } from '../../server/event-stream.ts'
import { metrics } from '../../server/metrics.ts'
import { operation } from '../../server/operation.ts'
import { channelAccess } from '../privacy/current-door.ts'
import { slugParams } from './slug-params.ts'
import { followChannelEvents } from './visible-event.ts'

export const watchChannel = operation({
  id: 'watchChannel',
  summary: 'Follow a channel’s state as it changes',
  description: 'A broadcast that you may not see is told as `offline`.',
  tags: ['Channels'],
  method: 'GET',
  path: '/channels/{slug}/events',
  scope: 'public',
  params: slugParams,
  answers: { 200: null },
  events: channelEventSchema,
  refusals: { 'unknown-channel': 404 },
  async handle({ request, params: { slug }, refuse }) {
    const channel = await findChannel(database(), slug)
    if (!channel || (await channelAccess(request.headers, channel)) === 'hidden') return refuse('unknown-channel')
    const visitor = { headers: new Headers(request.headers), channel }
    return eventStream(request.signal, (send) => {
      const listeners = metrics().listeners.labels('channel')
      listeners.inc()
      const unsubscribe = followChannelEvents(visitor, send)
      return () => {
        listeners.dec()
        unsubscribe()
      }
    })
  },
})
