/** The fast part: the tracker's own sockets and swarms in this process, told each message as ws would tell it. */

import { setImmediate } from 'node:timers/promises'
import { TICKET_LIFETIME_SECONDS } from '@shoal/protocol/ticket'
import { WebSocket } from 'ws'
import { LiveBroadcasts } from '../../apps/tracker/src/broadcast/live-broadcasts.ts'
import { RecordedBroadcasts } from '../../apps/tracker/src/broadcast/recorded-broadcasts.ts'
import { SwarmBroadcasts } from '../../apps/tracker/src/broadcast/swarm-broadcasts.ts'
import { NOWHERE } from '../../apps/tracker/src/swarm/locality.ts'
import { PeerOwners } from '../../apps/tracker/src/swarm/peer-owners.ts'
import { SwarmServer } from '../../apps/tracker/src/swarm/swarm-server.ts'
import { ViewerSockets } from '../../apps/tracker/src/swarm/viewer-sockets.ts'
import { infoHash, ladder } from '../../apps/tracker/src/testing/tracker-lab.ts'
import { Bans } from '../../apps/tracker/src/ticket/bans.ts'
import { Renewals } from '../../apps/tracker/src/ticket/renewals.ts'
import type { Random } from '../fuzz/random.ts'
import { FUZZED_BROADCAST } from './broadcasts.ts'
import { type Acquaintance, randomMessage, text } from './messages.ts'

/** Of a viewer's clock: what it may say in a time is not what is tried here. */
const MESSAGE_APART_MS = 150
const AT_ONCE = 30
const SWEEP_EACH = 500
const BREATHE_EACH = 50

export type InProcessFigures = {
  messages: number
  connections: number
  refusals: Record<string, number>
  /** Errors that were thrown by what is called for a message; none is wanted. */
  faults: string[]
  /** Of processor time. */
  slowestMessageMs: number
  mostPeers: number
}

/** No address, no protocols, no options: as ws makes a server's own, which its types do not know. */
const SERVER_SIDE: [null] = JSON.parse('[null, null, {}]')

/** A connection without a network: it takes what it is told, and closes when asked. */
class NoSocket extends WebSocket {
  readonly offers: { offerId: string; from: string }[] = []
  isOpen = true

  constructor() {
    super(...SERVER_SIDE)
    Object.defineProperty(this, 'readyState', { get: () => (this.isOpen ? WebSocket.OPEN : WebSocket.CLOSED) })
    Object.defineProperty(this, 'bufferedAmount', { value: 0 })
  }

  override send(data: unknown): void {
    const heard: { offer?: unknown; offer_id?: string; peer_id?: string } = JSON.parse(String(data))
    if (!heard.offer || !heard.offer_id || !heard.peer_id) return
    this.offers.push({ offerId: heard.offer_id, from: heard.peer_id })
    if (this.offers.length > 20) this.offers.shift()
  }

  override close(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.emit('close', 1000, Buffer.alloc(0))
  }

  override terminate(): void {
    this.close()
  }

  override ping(): void {}
}

export async function fuzzInProcess(random: Random, messages: number, isOver: () => boolean): Promise<InProcessFigures> {
  const figures: InProcessFigures = {
    ...{ messages: 0, connections: 0, refusals: {}, faults: [], slowestMessageMs: 0, mostPeers: 0 },
  }
  let nowMs = Date.now()
  const now = () => nowMs
  const rungs = ladder.map((rung) => ({ ...rung, epoch: 1 }))
  const row = { id: FUZZED_BROADCAST, channelId: 'channel', channelSlug: 'channel', state: 'live' as const, epoch: 1, rungs }
  const live = new LiveBroadcasts({ load: async () => [row], onChange: () => {}, onReachable: () => {}, now })
  await live.refresh()
  const recorded = new RecordedBroadcasts({ load: async () => [], onGone: () => {}, now })
  using server = new SwarmServer(now)
  const count = (reason: string) => {
    figures.refusals[reason] = (figures.refusals[reason] ?? 0) + 1
  }
  using sockets = new ViewerSockets({
    ...{ server, broadcasts: new SwarmBroadcasts(live, recorded), owners: new PeerOwners(), now },
    ...{ renewals: new Renewals(() => {}), bans: new Bans(() => {}), onAnnounce: () => {}, onAnswer: () => {} },
    ...{ onRefusal: count, onEnd: count },
    onFault: (error) => figures.faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  })

  const open = () => {
    figures.connections += 1
    const socket = new NoSocket()
    const [sub, exp] = [text(random, 20), Math.floor(nowMs / 1000) + TICKET_LIFETIME_SECONDS]
    const mode = random.chance(0.8) ? 'on' : 'receive-only'
    sockets.add(socket, { sub, broadcast: FUZZED_BROADCAST, mode, role: 'viewer', group: 'swarm', exp }, NOWHERE)
    return { socket, ownId: `-SH0100-${text(random, 12)}` }
  }
  const viewers = Array.from({ length: AT_ONCE }, open)
  while (figures.messages < messages && figures.faults.length < 10 && !isOver()) {
    const place = random.int(AT_ONCE)
    const viewer = viewers[place]
    if (!viewer?.socket.isOpen || random.chance(0.001)) {
      viewer?.socket.close()
      viewers[place] = open()
      continue
    }
    const about: Acquaintance = {
      ...{ infoHash: infoHash(FUZZED_BROADCAST, 1, random.int(2)), ownId: viewer.ownId, offers: viewer.socket.offers },
      peerIds: viewers.map(({ ownId }) => ownId),
    }
    const message = randomMessage(random, about)
    const before = process.threadCpuUsage()
    viewer.socket.emit('message', message, false)
    const { user, system } = process.threadCpuUsage(before)
    figures.slowestMessageMs = Math.max(figures.slowestMessageMs, (user + system) / 1000)
    figures.messages += 1
    nowMs += MESSAGE_APART_MS
    if (figures.messages % SWEEP_EACH === 0) sockets.sweep()
    figures.mostPeers = Math.max(figures.mostPeers, server.peerCount)
    if (figures.messages % BREATHE_EACH === 0) await setImmediate()
  }
  return figures
}
