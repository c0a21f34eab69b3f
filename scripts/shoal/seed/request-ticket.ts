/** Asks somebody's server for a seeder's ticket, as its watch page asks for a viewer's. */

import { type TicketAnswer, ticketAnswerSchema } from '@shoal/protocol/ticket'
import { z } from 'zod'
import { askSite } from './ask-site.ts'
import type { WatchPage } from './watch-url.ts'

export type Admission =
  | { kind: 'admitted'; ticket: TicketAnswer }
  | { kind: 'not-live' }
  | { kind: 'unknown-channel' }
  | { kind: 'unknown-recording' }
  /** A seeder has no password and no account. */
  | { kind: 'password-needed' }
  | { kind: 'sign-in-needed' }
  /** No Shoal, one that knows no seeders, or one that does not answer right now. */
  | { kind: 'refused'; why: string }

/** What the person at the shell is told, by what is asked for at the door. */
export const BEHIND_DOOR = {
  password: 'That broadcast is for those who know its password: only a public or unlisted one can be given to.',
  'sign-in': 'That broadcast is for those who are signed in: only a public or unlisted one can be given to.',
}

const refusalSchema = z.object({ error: z.string() })
const NAMED = ['not-live', 'unknown-channel', 'unknown-recording', 'password-needed', 'sign-in-needed'] as const

/** `renew` is the ticket held until now: the session stays the same one. */
export async function requestTicket(page: WatchPage, renew?: string, signal?: AbortSignal): Promise<Admission> {
  const answer = await askSite(new URL('/api/v1/tickets', page.site), {
    body: {
      ...{ channel: page.channel, mode: 'on', role: 'seeder' },
      ...(page.recording === undefined ? {} : { past: page.recording }),
      ...(renew === undefined ? {} : { renew }),
    },
    ...(signal && { signal }),
  })
  return answer.kind === 'answered' ? readAnswer(answer.status, answer.body) : { kind: 'refused', why: answer.why }
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
