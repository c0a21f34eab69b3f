/** Asks this server for a ticket, for the player. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { type TicketAnswer, ticketAnswerSchema } from '@shoal/protocol/ticket'
import * as z from 'zod/mini'
import { sendJson } from '../../ui/send-json.ts'

class TicketRefusedError extends Error {
  override name = 'TicketRefusedError'
}

export type Wanted = {
  channel: string
  /** A broadcast whose past is wanted, not its live edge. */
  past?: string
  mode: P2pMode
  role: 'viewer' | 'preview'
  renew?: string
}

/** @throws TicketRefusedError when the server says no or does not answer. */
export async function requestTicket(wanted: Wanted): Promise<TicketAnswer> {
  const sent = await sendJson('POST', '/api/v1/tickets', wanted)
  if (sent.kind === 'unreachable') throw new TicketRefusedError('the server does not answer')
  if (sent.status === 403 && wanted.role === 'viewer') meetDoor(sent.body)
  const answer = ticketAnswerSchema.safeParse(sent.body)
  if (sent.status !== 200 || !answer.success) throw new TicketRefusedError(`the server answers ${sent.status}`)
  return answer.data
}

const refusalSchema = z.object({ error: z.enum(['password-needed', 'sign-in-needed']) })

/** The door has changed while somebody watched: the page knows how to ask for what is wanted now. */
function meetDoor(body: unknown): void {
  if (refusalSchema.safeParse(body).success) location.reload()
}
