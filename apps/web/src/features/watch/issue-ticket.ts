/** Answers a player's request for a ticket: which broadcast, which mode, and where everything is. */

import { latestBroadcast } from '@shoal/db/broadcasts'
import { findChannel } from '@shoal/db/channels'
import { buildLivePath } from '@shoal/protocol/hls-path'
import type { TicketAnswer, ticketRequestSchema } from '@shoal/protocol/ticket'
import type { z } from 'zod'
import { originBase, type PageAddress, trackersOf } from '../../server/addresses.ts'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import { readSecret } from '../../server/secrets.ts'
import { swarmPolicy } from '../../server/swarm-policy.ts'
import { grantedMode, newViewerSession, renewableSession, signTicket } from '../../server/tickets.ts'

export type TicketOutcome =
  | { kind: 'issued'; answer: TicketAnswer }
  | { kind: 'unknown-channel' }
  | { kind: 'not-live' }

export async function issueTicket(
  wanted: z.output<typeof ticketRequestSchema>,
  page: PageAddress,
): Promise<TicketOutcome> {
  const config = serverConfig()
  const channel = await findChannel(database(), wanted.channel)
  if (!channel) return { kind: 'unknown-channel' }
  const broadcast = await latestBroadcast(database(), channel.id)
  if (!broadcast || broadcast.state === 'ended') return { kind: 'not-live' }

  const secret = readSecret(config.secretsFolder, 'ticket-secret')
  const admission = { broadcast: broadcast.id, role: wanted.role }
  const renewed = wanted.renew === undefined ? null : await renewableSession(wanted.renew, admission, secret)
  const mode = grantedMode(wanted.mode, config.p2p.most)
  const session = renewed ?? newViewerSession()
  const signed = await signTicket({ ...admission, mode, group: 'swarm', sub: session }, secret)
  const multivariant = buildLivePath({ kind: 'multivariant', broadcastId: broadcast.id, epoch: broadcast.epoch })
  return {
    kind: 'issued',
    answer: {
      ...signed,
      mode,
      broadcastId: broadcast.id,
      epoch: broadcast.epoch,
      playlistUrl: `${originBase(page, config)}${multivariant}`,
      ...trackersOf(page, config, broadcast.id),
      policy: swarmPolicy(config, { session, expiresAtMs: signed.expiresAtMs }),
    },
  }
}
