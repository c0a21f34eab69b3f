/** Who may open a socket to the swarms: holders of a ticket for a broadcast that is on. */

import type { KeyObject } from 'node:crypto'
import type { TicketClaims } from '@shoal/protocol/ticket'
import type { LiveBroadcasts } from '../broadcast/live-broadcasts.ts'
import type { Renewals } from '../ticket/renewals.ts'
import { verifyTicket } from '../ticket/verify-ticket.ts'

export type AdmissionRefusal = 'no-ticket' | 'forged-ticket' | 'expired-ticket' | 'p2p-off' | 'broadcast-not-on'
export type Admission = { kind: 'admitted'; claims: TicketClaims } | { kind: 'refused'; reason: AdmissionRefusal }

export type AdmissionParts = { key: KeyObject; renewals: Renewals; broadcasts: LiveBroadcasts; now: () => number }

export async function admit(ticket: string | null, parts: AdmissionParts): Promise<Admission> {
  if (!ticket) return refused('no-ticket')
  const nowMs = parts.now()
  const verdict = await verifyTicket({ ticket, key: parts.key, nowMs })
  if (verdict.kind === 'forged') return refused('forged-ticket')
  const { claims } = verdict
  const newest = parts.renewals.newest(claims.sub)
  const isRenewed = newest?.broadcast === claims.broadcast && newest.expiresAtMs > nowMs
  if (verdict.kind === 'expired' && !isRenewed) return refused('expired-ticket')
  if (claims.mode === 'off' || (isRenewed && newest.mode === 'off')) return refused('p2p-off')
  if (!(await parts.broadcasts.find(claims.broadcast))) return refused('broadcast-not-on')
  return { kind: 'admitted', claims: isRenewed ? { ...claims, mode: newest.mode } : claims }
}

function refused(reason: AdmissionRefusal): Admission {
  return { kind: 'refused', reason }
}
