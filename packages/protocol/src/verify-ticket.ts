/** Whether a ticket is ours, and what it says. */

import type { KeyObject } from 'node:crypto'
import { errors, jwtVerify } from 'jose'
import { TICKET_ALGORITHM, TICKET_AUDIENCE, TICKET_ISSUER, type TicketClaims, ticketClaimsSchema } from './ticket.ts'

/** `expired` has a good signature; `forged` is everything else that is not ours, malformed ones included. */
export type Verdict =
  | { kind: 'valid'; claims: TicketClaims }
  | { kind: 'expired'; claims: TicketClaims }
  | { kind: 'forged' }

type Asked = { ticket: string; keys: readonly KeyObject[]; nowMs: number }

export async function verifyTicket({ ticket, keys, nowMs }: Asked): Promise<Verdict> {
  for (const key of keys) {
    const verdict = await verifyWith(key, ticket, nowMs)
    if (verdict.kind !== 'forged') return verdict
  }
  return { kind: 'forged' }
}

async function verifyWith(key: KeyObject, ticket: string, nowMs: number): Promise<Verdict> {
  try {
    const { payload } = await jwtVerify(ticket, key, {
      algorithms: [TICKET_ALGORITHM],
      issuer: TICKET_ISSUER,
      audience: TICKET_AUDIENCE,
      currentDate: new Date(nowMs),
    })
    return withClaims('valid', payload)
  } catch (error) {
    // the library compares the signature, the issuer and the audience before the time
    if (error instanceof errors.JWTExpired) return withClaims('expired', error.payload)
    return { kind: 'forged' }
  }
}

function withClaims(kind: 'valid' | 'expired', payload: unknown): Verdict {
  const claims = ticketClaimsSchema.safeParse(payload)
  return claims.success ? { kind, claims: claims.data } : { kind: 'forged' }
}
