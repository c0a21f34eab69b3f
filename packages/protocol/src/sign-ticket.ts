/** Signs viewers' tickets: the web app alone does, and tests. */

import { SignJWT } from 'jose'
import {
  TICKET_ALGORITHM,
  TICKET_AUDIENCE,
  TICKET_ISSUER,
  TICKET_LIFETIME_SECONDS,
  type TicketClaims,
  ticketKey,
} from './ticket.ts'

/** @param secret the text of the file `ticket-secret` */
export async function signTicket(
  { sub, ...said }: Omit<TicketClaims, 'exp'>,
  secret: string,
  nowMs = Date.now(),
): Promise<{ ticket: string; expiresAtMs: number }> {
  const issuedAt = Math.floor(nowMs / 1000)
  const expiresAt = issuedAt + TICKET_LIFETIME_SECONDS
  const ticket = await new SignJWT(said)
    .setProtectedHeader({ alg: TICKET_ALGORITHM })
    .setSubject(sub)
    .setIssuer(TICKET_ISSUER)
    .setAudience(TICKET_AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(ticketKey(secret))
  return { ticket, expiresAtMs: expiresAt * 1000 }
}
