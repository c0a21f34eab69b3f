/** `POST /embed/<target>/ticket`: a ticket for a player on another site's page, for what everybody may see. */

import { findEmbedTarget } from '../../../../features/embed/embed-target.ts'
import { guarded, NOBODY, preflight } from '../../../../features/embed/foreign.ts'
import { foreignTicketSchema } from '../../../../features/embed/foreign-ticket.ts'
import { issueTicket } from '../../../../features/watch/issue-ticket.ts'
import { pageAddress } from '../../../../server/addresses.ts'
import { parseJson, readBody, refuse } from '../../../../server/api.ts'
import { networkIn } from '../../../../server/client-network.ts'
import { serverConfig } from '../../../../server/env.ts'
import { metrics } from '../../../../server/metrics.ts'
import { overLimit, refuseTooMany } from '../../../../server/rate-limit.ts'

/** As for our own pages: a school behind one address that starts to watch at the same minute stays below. */
const TICKETS = { most: 1200, seconds: 60 }
const MAX_BODY_BYTES = 16_384

type Context = { params: Promise<{ target: string }> }

export const OPTIONS = preflight

export const POST = (request: Request, { params }: Context) =>
  guarded(request, async () => {
    const answer = await ticket(request, (await params).target)
    metrics().tickets.inc({ outcome: String(answer.status) })
    return answer
  })

async function ticket(request: Request, target: string): Promise<Response> {
  const wait = await overLimit('tickets', networkIn(request.headers), TICKETS)
  if (wait !== null) return refuseTooMany(wait)
  const text = await readBody(request, MAX_BODY_BYTES)
  if (text === null) return refuse(413, 'body-too-large')
  const wanted = foreignTicketSchema.safeParse(parseJson(text))
  if (!wanted.success) return refuse(400, 'bad-request')
  const found = await findEmbedTarget(target, NOBODY)
  if (found?.access !== 'open') return refuse(404, 'unknown-channel')
  const { past, ...asked } = wanted.data
  const broadcast = found.kind === 'recording' ? found.broadcastId : past
  const outcome = await issueTicket(
    { ...asked, channel: found.channel.slug, role: 'viewer', ...(broadcast === undefined ? {} : { past: broadcast }) },
    pageAddress(request.headers, serverConfig()),
    NOBODY,
  )
  if (outcome.kind === 'issued') return Response.json(outcome.answer, { headers: { 'Cache-Control': 'no-store' } })
  if (outcome.kind === 'not-shareable') return refuse(409, outcome.why)
  return outcome.kind === 'not-live' ? refuse(409, 'not-live') : refuse(404, 'unknown-channel')
}
