/** A viewer's admission to a broadcast. */

import { findChannel } from '@shoal/db/channels'
import { ticketAnswerSchema, ticketRequestSchema } from '@shoal/protocol/ticket'
import { mayOnChannel } from '../../server/access.ts'
import { pageAddress } from '../../server/addresses.ts'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import { metrics } from '../../server/metrics.ts'
import { type Operation, operation } from '../../server/operation.ts'
import { overLimit, refuseTooMany } from '../../server/rate-limit.ts'
import { issueTicket } from './issue-ticket.ts'

/** A school behind one address that starts to watch at the same minute stays below. */
const TICKETS = { most: 1200, seconds: 60 }

const ticket = operation({
  id: 'requestTicket',
  summary: 'Ask for a ticket to watch a broadcast',
  description:
    'The answer says where the playlist is, where peers are met, and what the ticket grants. Players renew it at half of its life, with the old one as `renew`.',
  tags: ['Watching'],
  method: 'POST',
  path: '/tickets',
  scope: 'public',
  body: ticketRequestSchema,
  answers: { 200: ticketAnswerSchema },
  refusals: {
    ...{ 'not-signed-in': 403, 'unknown-channel': 404, 'unknown-recording': 404, 'not-live': 409 },
    ...{ 'password-needed': 403, 'sign-in-needed': 403 },
  },
  async handle({ request, account, client, body, refuse }) {
    // many accounts share no limit of one, and one address shares it with its guests
    const wait = await overLimit('tickets', client, TICKETS)
    if (wait !== null) return refuseTooMany(wait)
    if (body.role === 'preview') {
      if (account === null) return refuse('not-signed-in')
      const channel = await findChannel(database(), body.channel)
      if (!channel || !(await mayOnChannel(account, channel, 'run'))) return refuse('unknown-channel')
    }
    const outcome = await issueTicket(body, pageAddress(request.headers, serverConfig()), request.headers)
    if (outcome.kind === 'issued') return { status: 200, body: outcome.answer }
    return refuse(outcome.kind === 'not-shareable' ? 'not-live' : outcome.kind)
  },
})

/** The same, counted by what became of each request. */
export const requestTicket: Operation = {
  ...ticket,
  route: async (request, context) => {
    const answer = await ticket.route(request, context)
    metrics().tickets.inc({ outcome: String(answer.status) })
    return answer
  },
}
