/** Asks somebody's server for a seeder's ticket, as its watch page asks for a viewer's. */

import { type TicketAnswer, ticketAnswerSchema } from '@shoal/protocol/ticket'
import { z } from 'zod'
import type { WatchPage } from './watch-url.ts'

export type Admission =
  | { kind: 'admitted'; ticket: TicketAnswer }
  | { kind: 'not-live' }
  | { kind: 'unknown-channel' }
  /** No Shoal, one that knows no seeders, or one that does not answer right now. */
  | { kind: 'refused'; why: string }

const ANSWER_MS = 10_000
const refusalSchema = z.object({ error: z.string() })
const NAMED = ['not-live', 'unknown-channel'] as const

/** `renew` is the ticket held until now: the session stays the same one. */
export async function requestTicket(page: WatchPage, renew?: string, signal?: AbortSignal): Promise<Admission> {
  const late = AbortSignal.timeout(ANSWER_MS)
  try {
    const response = await fetch(new URL('/api/v1/tickets', page.site), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ channel: page.channel, mode: 'on', role: 'seeder' },
        ...(renew === undefined ? {} : { renew }),
      }),
      signal: signal ? AbortSignal.any([signal, late]) : late,
    })
    return readAnswer(response.status, await response.json().catch(() => null))
  } catch (error) {
    return { kind: 'refused', why: late.aborted ? 'it does not answer' : reasonOf(error) }
  }
}

function readAnswer(status: number, body: unknown): Admission {
  const ticket = ticketAnswerSchema.safeParse(body)
  if (status === 200 && ticket.success) return { kind: 'admitted', ticket: ticket.data }
  const refusal = refusalSchema.safeParse(body)
  const named = NAMED.find((name) => refusal.data?.error === name)
  if (named) return { kind: named }
  if (refusal.success) return { kind: 'refused', why: `it answers ${status} (${refusal.data.error})` }
  return { kind: 'refused', why: `what answers there (${status}) is no Shoal that takes seeders` }
}

/** The reason of a failed fetch is in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}
