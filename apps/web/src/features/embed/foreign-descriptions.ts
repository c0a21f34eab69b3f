/** What players on other sites' pages ask for (`/embed/<target>/…`), for the OpenAPI document. */

import { channelEventSchema } from '@shoal/protocol/channel-event'
import { unshareableSchema } from '@shoal/protocol/ingest-command'
import { ticketAnswerSchema } from '@shoal/protocol/ticket'
import { z } from 'zod'
import type { DescribedRoute } from '../../server/described-route.ts'
import { askedElsewhereSchema, foundElsewhereSchema } from '../elsewhere/elsewhere-schemas.ts'
import { foreignTicketSchema } from './foreign-ticket.ts'

const params = z.object({ target: z.string().meta({ description: '`@slug` of a channel, or a broadcast’s id' }) })
const OPEN = 'Open to every origin, and to nobody in particular: no cookie and no token is read.'
const FAILURES = { 500: ['failed'], 503: ['database-away'] } as const
const COMMON = { tag: 'Watching', security: 'public', params } as const

/** One event; `recording` is the id of the recording that the target is. Without both, it is a recording that was deleted. */
export const foreignToldSchema = z.object({
  originUrl: z.url().meta({ description: 'Where playlists and segments are, without a slash at the end' }),
  consent: z.enum(['ask', 'notice', 'off']).meta({ description: 'The operator’s rule about helping' }),
  title: z.string().meta({ description: 'The channel’s' }),
  words: z.record(z.string(), z.string()).meta({ description: 'What the player says, in the visitor’s language' }),
  event: z.nullable(channelEventSchema),
  recording: z.string().nullable(),
})

export const FOREIGN_DESCRIPTIONS: readonly DescribedRoute[] = [
  {
    ...{ tag: 'Watching', security: 'public', id: 'findElsewhere', method: 'POST', path: '/embed/elsewhere' },
    summary: 'Find the target of a playlist on another server',
    description: `Of those that an operator has listed, and of no others. ${OPEN} The body may be of any media type.`,
    body: askedElsewhereSchema,
    answer: foundElsewhereSchema,
    problems: {
      400: ['bad-request'],
      404: ['not-listed'],
      413: ['body-too-large'],
      429: ['too-many-requests'],
      ...FAILURES,
    },
  },
  {
    ...{ ...COMMON, id: 'issueForeignTicket', method: 'POST', path: '/embed/{target}/ticket' },
    summary: 'Get a ticket for a player on another site’s page',
    description: `${OPEN} The body may be of any media type: text/plain needs no preflight.`,
    body: foreignTicketSchema,
    answer: ticketAnswerSchema,
    problems: {
      ...{
        400: ['bad-request'],
        404: ['unknown-channel'],
        409: ['not-live', ...unshareableSchema.options],
        413: ['body-too-large'],
      },
      ...{ 429: ['too-many-requests'], ...FAILURES },
    },
  },
  {
    ...{ ...COMMON, id: 'watchForeignEvents', method: 'GET', path: '/embed/{target}/events' },
    summary: 'Follow what a player on another site’s page is to show',
    description: OPEN,
    answer: foreignToldSchema,
    isStream: true,
    problems: { 404: ['unknown-channel'], ...FAILURES },
  },
]
