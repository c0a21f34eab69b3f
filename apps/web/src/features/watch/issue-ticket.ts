/** Answers a player's request for a ticket: which broadcast, which mode, and where everything is. */

import { doorName } from '@shoal/db/broadcast-doors'
import { latestBroadcast } from '@shoal/db/broadcasts'
import { findChannel } from '@shoal/db/channels'
import { recordedBroadcasts } from '@shoal/db/recordings'
import { buildLivePath } from '@shoal/protocol/hls-path'
import type { Unshareable } from '@shoal/protocol/ingest-command'
import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { needsTicket } from '@shoal/protocol/privacy'
import { signTicket } from '@shoal/protocol/sign-ticket'
import type { TicketAnswer, ticketRequestSchema, ViewerGroup, ViewerRole } from '@shoal/protocol/ticket'
import type { z } from 'zod'
import { originBase, type PageAddress, trackersOf } from '../../server/addresses.ts'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import { viewerDoor } from '../../server/privacy.ts'
import { selectGroup } from '../../server/select-group.ts'
import { serverSettings } from '../../server/settings.ts'
import { mostP2p, swarmPolicy } from '../../server/swarm-policy.ts'
import { ticketKeys } from '../../server/ticket-keys.ts'
import { grantedMode, newViewerSession, renewableSession } from '../../server/tickets.ts'
import { wakeWitness } from '../elsewhere/wake-witness.ts'
import { findRecordingOf } from '../recordings/find-recording-of.ts'
import { presentSwarm, presentViewers } from './present-viewers.ts'

export type TicketOutcome =
  | { kind: 'issued'; answer: TicketAnswer }
  | { kind: 'unknown-channel' }
  | { kind: 'not-live' }
  | { kind: 'unknown-recording' }
  /** Another server's playlist, which plays from there alone. */
  | { kind: 'not-shareable'; why: Unshareable }
  | { kind: 'password-needed' | 'sign-in-needed' }

export async function issueTicket(
  wanted: z.output<typeof ticketRequestSchema>,
  page: PageAddress,
  /** Of who asks. */
  headers: Headers,
): Promise<TicketOutcome> {
  const config = serverConfig()
  const channel = await findChannel(database(), wanted.channel)
  if (!channel) return { kind: 'unknown-channel' }
  let broadcast = wanted.past === undefined ? await findLive(channel) : await findPast(channel, wanted.past)
  if (!broadcast && wanted.past === undefined && wanted.mode !== 'off') {
    const woken = await wakeWitness(channel.id)
    if (woken === 'awake') broadcast = await findLive(channel)
    else if (woken !== null) return { kind: 'not-shareable', why: woken }
  }
  if (!broadcast) return { kind: wanted.past === undefined ? 'not-live' : 'unknown-recording' }
  const { access, door } = await viewerDoor(headers, { channel, broadcast })
  if (access === 'password') return { kind: 'password-needed' }
  if (access === 'sign-in') return { kind: 'sign-in-needed' }
  if (access === 'hidden' || !door) return { kind: wanted.past === undefined ? 'not-live' : 'unknown-recording' }

  const secret = ticketKeys().current()
  const settings = await serverSettings()
  const admission = { broadcast: broadcast.id, role: wanted.role }
  const renewed =
    wanted.renew === undefined ? null : await renewableSession(wanted.renew, admission, ticketKeys().accepted())
  const session = renewed?.session ?? newViewerSession()
  const before = renewed?.group ?? (wanted.past === undefined ? null : 'swarm')
  const most = mostP2p(config.p2p, settings)
  const group = await groupOf(session, { ...admission, wish: wanted.mode, before, most })
  const mode = group === 'control' ? 'off' : grantedMode(wanted.mode, most)
  const signed = await signTicket({ ...admission, mode, group, sub: session, door: doorName(door) }, secret)
  return {
    kind: 'issued',
    answer: {
      ...signed,
      ...{ issuedAtMs: Date.now(), mode, group },
      ...{ broadcastId: broadcast.id, epoch: broadcast.epoch },
      ...(needsTicket(door.privacy) ? { isGuarded: true } : {}),
      playlistUrl: `${originBase(page, config)}${broadcast.playlist}`,
      ...trackersOf(page, config, broadcast.id),
      policy: swarmPolicy(config, settings, { session, expiresAtMs: signed.expiresAtMs }),
      ...(mode === 'off' || wanted.past !== undefined ? {} : { swarm: await swarmOf(broadcast.id) }),
    },
  }
}

type Watched = { id: string; epoch: number /** From the origin's root on. */; playlist: string }

async function findLive(channel: { id: string }): Promise<Watched | null> {
  const latest = await latestBroadcast(database(), channel.id)
  if (!latest || latest.state === 'ended') return null
  const { id, epoch } = latest
  return { id, epoch, playlist: buildLivePath({ kind: 'multivariant', broadcastId: id, epoch }) }
}

/** Of this channel: its broadcast that goes on, or one with a recording that can be watched. */
async function findPast(channel: { id: string; slug: string }, broadcastId: string): Promise<Watched | null> {
  const playlist = buildLivePath({ kind: 'whole-multivariant', broadcastId })
  const live = await findLive(channel)
  if (live?.id === broadcastId) return { ...live, playlist }
  if (!(await findRecordingOf(channel.slug, broadcastId))) return null
  const [recorded] = await recordedBroadcasts(database(), [broadcastId])
  return recorded ? { id: recorded.id, epoch: recorded.epoch, playlist } : null
}

async function swarmOf(broadcastId: string): Promise<NonNullable<TicketAnswer['swarm']>> {
  const { viewers, uplinkRatio } = await presentSwarm(broadcastId)
  return { size: viewers, ...(uplinkRatio === null ? {} : { uplinkRatio }) }
}

type Admission = { broadcast: string; role: ViewerRole; wish: P2pMode; before: ViewerGroup | null; most: P2pMode }

async function groupOf(session: string, { broadcast, role, wish, before, most }: Admission): Promise<ViewerGroup> {
  const { controlShare, controlFrom } = serverConfig().p2p
  // only viewers are compared, and where P2P is off for all there is nothing to compare
  if (role !== 'viewer' || most === 'off') return 'swarm'
  const viewers = before === null && controlShare > 0 ? await presentViewers(broadcast) : 0
  return selectGroup(session, { wish, before, viewers, share: controlShare, from: controlFrom })
}
