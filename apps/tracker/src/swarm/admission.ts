/** Who may open a socket to the swarms: holders of a ticket for a broadcast that is on, or can be watched again. */

import { OPEN_DOOR } from '@shoal/db/broadcast-doors'
import type { TicketClaims } from '@shoal/protocol/ticket'
import type { Tickets } from '@shoal/protocol/tickets'
import type { SwarmBroadcasts } from '../broadcast/swarm-broadcasts.ts'
import type { Bans } from '../ticket/bans.ts'
import type { Renewals } from '../ticket/renewals.ts'

export type AdmissionRefusal =
  | 'no-ticket'
  | 'forged-ticket'
  | 'expired-ticket'
  | 'p2p-off'
  | 'banned'
  | 'broadcast-not-on'
  | 'too-many-connections'
export type Admission = { kind: 'admitted'; claims: TicketClaims } | { kind: 'refused'; reason: AdmissionRefusal }

export type AdmissionParts = {
  tickets: Tickets
  renewals: Renewals
  bans: Bans
  broadcasts: SwarmBroadcasts
  /** Counts the connections of a viewer session. */
  mayConnect: (session: string) => boolean
  now: () => number
}

export async function admit(ticket: string | null, parts: AdmissionParts): Promise<Admission> {
  if (!ticket) return refused('no-ticket')
  const nowMs = parts.now()
  const verdict = await parts.tickets.verify(ticket, nowMs)
  if (verdict.kind === 'forged') return refused('forged-ticket')
  if (verdict.kind === 'expired') return refused('expired-ticket')
  const { claims } = verdict
  parts.renewals.show(claims)
  const newest = parts.renewals.newest(claims.sub)
  const mode = newest?.broadcast === claims.broadcast ? newest.mode : claims.mode
  if (mode === 'off') return refused('p2p-off')
  if (parts.bans.isBanned(claims.sub, nowMs)) return refused('banned')
  if (!parts.mayConnect(claims.sub)) return refused('too-many-connections')
  if (!(await parts.broadcasts.find(claims.broadcast))) return refused('broadcast-not-on')
  if (!(await parts.broadcasts.opens(claims.broadcast, claims.door ?? OPEN_DOOR))) return refused('expired-ticket')
  return { kind: 'admitted', claims: { ...claims, mode } }
}

function refused(reason: AdmissionRefusal): Admission {
  return { kind: 'refused', reason }
}
