/** Where a player on another site's page gets its tickets. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { type TicketAnswer, ticketAnswerSchema } from '@shoal/protocol/ticket'
import type { Server } from './plan-element.ts'

export type TicketSource = (renew?: string, mode?: P2pMode) => Promise<TicketAnswer>

/**
 * As plain text, which needs no preflight; without cookies, which would be those of another site's visitor. `wished` is
 * the mode to ask for where the player names none, as for its first ticket.
 */
export function ticketsFrom({ ticket }: Pick<Server, 'ticket'>, wished: () => P2pMode, past?: string): TicketSource {
  return async (renew, mode = wished()) => {
    const response = await fetch(ticket, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      body: JSON.stringify({ mode, ...(past && { past }), ...(renew && { renew }) }),
    })
    if (!response.ok) throw new Error(`the server answers ${response.status}`)
    return ticketAnswerSchema.parse(await response.json())
  }
}
