/** `POST /api/tickets`: a viewer's admission to a broadcast. */

import { ticketRequestSchema } from '@shoal/protocol/ticket'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { issueTicket } from '../../../features/watch/issue-ticket.ts'
import { channelFor } from '../../../server/access.ts'
import { pageAddress } from '../../../server/addresses.ts'
import { apiRoute, readJson, refuse } from '../../../server/api.ts'
import { CLIENT_HEADER } from '../../../server/client-address.ts'
import { serverConfig } from '../../../server/env.ts'
import { metrics } from '../../../server/metrics.ts'
import { singleton } from '../../../server/singleton.ts'

/** A school behind one address that starts to watch at the same minute stays below. */
const TICKETS_A_MINUTE = 1200

const limiter = singleton('ticket-limiter', () => new RateLimiterMemory({ points: TICKETS_A_MINUTE, duration: 60 }))

export const POST = apiRoute(async (request: Request) => {
  const answer = await ticket(request)
  metrics().tickets.inc({ outcome: String(answer.status) })
  return answer
})

async function ticket(request: Request): Promise<Response> {
  const client = request.headers.get(CLIENT_HEADER) ?? 'unknown'
  const isAllowed = await limiter()
    .consume(client)
    .then(() => true)
    .catch(() => false)
  if (!isAllowed) return refuse(429, 'too-many-requests', { 'Retry-After': '60' })

  const wanted = ticketRequestSchema.safeParse(await readJson(request))
  if (!wanted.success) return refuse(400, 'bad-request')
  if (wanted.data.role === 'preview') {
    const right = await channelFor(request, wanted.data.channel, 'run')
    if (right instanceof Response) return right
  }

  const outcome = await issueTicket(wanted.data, pageAddress(request.headers, serverConfig()))
  if (outcome.kind === 'unknown-channel') return refuse(404, 'unknown-channel')
  if (outcome.kind === 'unknown-recording') return refuse(404, 'unknown-recording')
  if (outcome.kind === 'not-live') return refuse(409, 'not-live')
  return Response.json(outcome.answer, { headers: { 'Cache-Control': 'no-store' } })
}
