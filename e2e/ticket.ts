/** Asks for a viewer's ticket as the watch page does. */

import { type TicketAnswer, ticketAnswerSchema } from '@shoal/protocol/ticket'

/** Null while there is no broadcast. */
export async function requestTicket(watchUrl: string, channel: string): Promise<TicketAnswer | null> {
  const response = await fetch(new URL('/api/v1/tickets', watchUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel, mode: 'off' }),
  })
  return response.ok ? ticketAnswerSchema.parse(await response.json()) : null
}
