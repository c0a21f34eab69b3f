/** The fast part: the tracker's own sockets and swarms in this process, told each message as ws would tell it. */

import { setImmediate } from 'node:timers/promises'
import { TICKET_LIFETIME_SECONDS, type TicketClaims } from '@shoal/protocol/ticket'
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
import { heapMegabytes } from './heap.ts'
import { type Acquaintance, randomMessage, text } from './messages.ts'

/** Of a viewer's clock: what it may say in a time is not what is tried here. */
const MESSAGE_APART_MS = 150
const AT_ONCE = 30
const SWEEP_EACH = 500
const BREATHE_EACH = 50
/** Said even when the time is over: fewer would show nothing. */
const LEAST_MESSAGES = 1000
/** After the end of every ticket, peer id and limit. */
const MUCH_LATER_MS = 3_600_000

export type InProcessFigures = {
  messages: number
  connections: number
  refusals: Record<string, number>
  /** Errors that were thrown by what is called for a message; none is wanted. */
  faults: string[]
  /** Processor time of fifty messages, one after the other. */
  slowestFiftyMs: number
  mostPeers: number
  heapMegabytes: { before: number; after: number }
  /** What is known still of viewers, when all have gone and an hour has passed. */
  remembered: number
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

export async function fuzzInProcess(
  random: Random,
  messages: number,
  isOver: () => boolean,
): Promise<InProcessFigures> {
  const figures: InProcessFigures = {
    ...{ messages: 0, connections: 0, refusals: {}, faults: [], slowestFiftyMs: 0, mostPeers: 0 },
    ...{ heapMegabytes: { before: heapMegabytes(), after: 0 }, remembered: 0 },
  }
  let nowMs = Date.now()
  const now = () => nowMs
  const rungs = ladder.map((rung) => ({ ...rung, epoch: 1 }))
  const row = {
    id: FUZZED_BROADCAST,
    channelId: 'channel',
    channelSlug: 'channel',
    state: 'live' as const,
    epoch: 1,
    rungs,
  }
  const live = new LiveBroadcasts({ load: async () => [row], onChange: () => {}, onReachable: () => {}, now })
  await live.refresh()
  const recorded = new RecordedBroadcasts({ load: async () => [], onGone: () => {}, now })
  using server = new SwarmServer(now)
  const count = (reason: string) => {
    figures.refusals[reason] = (figures.refusals[reason] ?? 0) + 1
  }
  const owners = new PeerOwners()
  const renewals = new Renewals(() => {})
  using sockets = new ViewerSockets({
    ...{ server, broadcasts: new SwarmBroadcasts(live, recorded), owners, now },
    ...{ renewals, bans: new Bans(() => {}), onAnnounce: () => {}, onAnswer: () => {} },
    ...{ onRefusal: count, onEnd: count },
    onFault: (error) => figures.faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  })

  const open = () => {
    figures.connections += 1
    const socket = new NoSocket()
    const [sub, exp] = [text(random, 20), Math.floor(nowMs / 1000) + TICKET_LIFETIME_SECONDS]
    const mode = random.chance(0.8) ? 'on' : 'receive-only'
    const claims: TicketClaims = { sub, broadcast: FUZZED_BROADCAST, mode, role: 'viewer', group: 'swarm', exp }
    renewals.show(claims)
    sockets.mayConnect(sub)
    sockets.add(socket, claims, NOWHERE)
    return { socket, ownId: `-SH0100-${text(random, 12)}` }
  }
  const viewers = Array.from({ length: AT_ONCE }, open)
  let cpu = process.threadCpuUsage()
  const isDone = () => figures.messages >= messages || (figures.messages >= LEAST_MESSAGES && isOver())
  while (!isDone() && figures.faults.length < 10) {
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
    viewer.socket.emit('message', message, false)
    figures.messages += 1
    nowMs += MESSAGE_APART_MS
    if (figures.messages % SWEEP_EACH === 0) sockets.sweep()
    figures.mostPeers = Math.max(figures.mostPeers, server.peerCount)
    if (figures.messages % BREATHE_EACH !== 0) continue
    const { user, system } = process.threadCpuUsage(cpu)
    figures.slowestFiftyMs = Math.max(figures.slowestFiftyMs, (user + system) / 1000)
    await setImmediate()
    cpu = process.threadCpuUsage()
  }
  for (const { socket } of viewers) socket.close()
  await setImmediate()
  viewers.length = 0
  nowMs += MUCH_LATER_MS
  sockets.sweep()
  figures.remembered =
    server.peerCount + server.swarmCount + owners.size + renewals.size + sockets.viewerCount + sockets.size
  figures.heapMegabytes.after = heapMegabytes()
  return figures
}
