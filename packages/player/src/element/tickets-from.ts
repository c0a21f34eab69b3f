/** Where a player on another site's page gets its tickets. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { type TicketAnswer, ticketAnswerSchema } from '@shoal/protocol/ticket'
import * as z from 'zod/mini'
import type { Server } from './plan-element.ts'

/** A server waits up to ten for the first sight of another one's playlist. */
const WITHIN_MS = 15_000

export type TicketSource = (renew?: string, mode?: P2pMode) => Promise<TicketAnswer>

type TicketOptions = {
  /** The mode to ask for where the player names none, as for its first ticket. */
  wished: () => P2pMode
  /** The recording that it is for. */
  past?: string | undefined
  /** Hears the server's word for why there is none. */
  onRefused?: (why: string) => void
}

const refusalSchema = z.object({ error: z.string() })

/** As plain text, which needs no preflight; without cookies, which would be those of another site's visitor. */
export function ticketsFrom({ ticket }: Pick<Server, 'ticket'>, options: TicketOptions): TicketSource {
  const { wished, past, onRefused } = options
  return async (renew, mode = wished()) => {
    const response = await fetch(ticket, {
      ...{ method: 'POST', credentials: 'omit', signal: AbortSignal.timeout(WITHIN_MS) },
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      body: JSON.stringify({ mode, ...(past && { past }), ...(renew && { renew }) }),
    })
    const body: unknown = await response.json().catch(() => null)
    if (response.ok) return ticketAnswerSchema.parse(body)
    onRefused?.(refusalSchema.safeParse(body).data?.error ?? String(response.status))
    throw new Error(`the server answers ${response.status}`)
  }
}

/** The first that is asked for is there already. */
export function startingWith(first: TicketAnswer, source: TicketSource): TicketSource {
  let isGiven = false
  return async (renew, mode) => {
    if (isGiven || renew !== undefined) return await source(renew, mode)
    isGiven = true
    return first
  }
}
