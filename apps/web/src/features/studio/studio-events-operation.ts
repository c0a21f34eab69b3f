/** What the studio shows of a channel, as it changes. */

import { eventStream } from '../../server/event-stream.ts'
import { operation } from '../../server/operation.ts'
import { slugParams } from '../channels/slug-params.ts'
import { studioPoller } from './read-studio.ts'
import { studioEventSchema } from './studio-event.ts'

export const watchStudio = operation({
  id: 'watchStudio',
  summary: 'Follow what the studio shows: source, notices, refused publishers, recordings',
  tags: ['Channels'],
  method: 'GET',
  path: '/channels/{slug}/studio/events',
  scope: 'channels:read',
  right: 'run',
  params: slugParams,
  answers: { 200: null },
  events: studioEventSchema,
  async handle({ request, channel }) {
    return eventStream(request.signal, (send) => studioPoller(channel.id).subscribe(send))
  },
})
