/** Of viewers' tickets: what one may grant, and reads an old one when its holder asks for the next. */

import { type KeyObject, randomBytes } from 'node:crypto'
import type { P2pMode } from '@shoal/protocol/p2p-mode'
import {
  TICKET_ALGORITHM,
  TICKET_AUDIENCE,
  TICKET_ISSUER,
  type TicketClaims,
  ticketClaimsSchema,
  type ViewerGroup,
} from '@shoal/protocol/ticket'
import { jwtVerify } from 'jose'

/** A laptop that slept this long still goes on as the same viewer session. */
const RENEWAL_GRACE_SECONDS = 3600

/** From the least that a ticket can grant to the most. */
const MODES: readonly P2pMode[] = ['off', 'receive-only', 'on']

/** The viewer's wish, or the operator's limit where that is less. */
export function grantedMode(wish: P2pMode, limit: P2pMode): P2pMode {
  return MODES.indexOf(wish) <= MODES.indexOf(limit) ? wish : limit
}

export function newViewerSession(): string {
  return randomBytes(16).toString('base64url')
}

/** The viewer session of a ticket that may be renewed, and its group; `null` for a forged, foreign or long-expired one. */
export async function renewableSession(
  ticket: string,
  expected: Pick<TicketClaims, 'broadcast' | 'role'>,
  keys: readonly KeyObject[],
): Promise<{ session: string; group: ViewerGroup } | null> {
  const verified = await Promise.all(keys.map((key) => verifyWith(key, ticket)))
  const claims = ticketClaimsSchema.safeParse(verified.find((one) => one !== null)?.payload)
  if (!claims.success) return null
  const { sub, broadcast, role, group } = claims.data
  return broadcast === expected.broadcast && role === expected.role ? { session: sub, group } : null
}

function verifyWith(key: KeyObject, ticket: string) {
  return jwtVerify(ticket, key, {
    algorithms: [TICKET_ALGORITHM],
    issuer: TICKET_ISSUER,
    audience: TICKET_AUDIENCE,
    clockTolerance: RENEWAL_GRACE_SECONDS,
  }).catch(() => null)
}
