/** One viewer's connection: everything that it says is judged here before the swarms hear it. */

import type { TicketClaims } from '@shoal/protocol/ticket'
import type { RawData, WebSocket } from 'ws'
import type { LiveBroadcast, LiveBroadcasts } from '../broadcast/live-broadcasts.ts'
import { type BucketSize, fullBucket, type TokenBucket, take } from '../token-bucket.ts'
import { type Announce, type Answer, parseSwarmMessage } from './announce-message.ts'
import type { SwarmServer } from './swarm-server.ts'
import { SwarmSocket } from './swarm-socket.ts'

/** A flash crowd makes an early viewer answer some forty offers at once; announces are one a rung each 15 s. */
const MESSAGES: BucketSize = { capacity: 150, perSecond: 10 }
/** Time to answer a close frame. */
const CLOSE_WITHIN_MS = 1000
/** RFC 6455, section 7.4.1. */
const POLICY_VIOLATION = 1008
const GOING_AWAY = 1001

/** Refused and closed. */
export type MessageRefusal =
  | 'malformed-message'
  | 'scrape'
  | 'unknown-swarm'
  | 'foreign-swarm'
  | 'foreign-peer'
  | 'too-many-messages'
  | 'message-too-big'
/** Refused, with the socket left open: an honest viewer may be late. */
export type LateMessage = 'past-epoch' | 'unmatched-answer'
export type EndReason =
  | 'broadcast-over'
  | 'ticket-lapsed'
  | 'p2p-off'
  | 'too-many-sockets'
  | 'no-heartbeat'
  | 'not-reading'

/** What a viewer's socket needs of the tracker. */
export type SwarmParts = {
  server: SwarmServer
  broadcasts: LiveBroadcasts
  onAnnounce: () => void
  onAnswer: () => void
  onRefusal: (reason: MessageRefusal | LateMessage) => void
  /** A message made the library throw: only its socket goes. */
  onFault: (error: unknown) => void
  now: () => number
}

export class ViewerSocket {
  readonly claims: TicketClaims
  readonly #ws: WebSocket
  readonly #parts: SwarmParts
  readonly #socket: SwarmSocket
  /** info_hash → the one peer id that this viewer has there. */
  readonly #memberships = new Map<string, string>()
  #messages: TokenBucket
  #isClosed = false
  #isAlive = true

  constructor(ws: WebSocket, claims: TicketClaims, parts: SwarmParts & { onClosed: (socket: ViewerSocket) => void }) {
    this.claims = claims
    this.#ws = ws
    this.#parts = parts
    this.#messages = fullBucket(MESSAGES, parts.now())
    this.#socket = new SwarmSocket(ws, { session: claims.sub, mode: claims.mode })
    parts.server.connect(this.#socket)
    ws.on('message', (data) => {
      this.#hear(data).catch((error: unknown) => {
        parts.onFault(error)
        this.#refuse('malformed-message')
      })
    })
    ws.on('pong', () => {
      this.#isAlive = true
    })
    ws.on('error', (error) => {
      if ('code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') parts.onRefusal('message-too-big')
    })
    ws.on('close', () => {
      this.#leaveAll()
      parts.server.disconnect(this.#socket)
      parts.onClosed(this)
    })
  }

  get isReading(): boolean {
    return this.#socket.canTake
  }

  /** False when the last probe went unanswered. */
  probe(): boolean {
    const wasAlive = this.#isAlive
    this.#isAlive = false
    this.#ws.ping()
    return wasAlive
  }

  end(reason: EndReason): void {
    this.#close(POLICY_VIOLATION, reason)
  }

  /** The tracker is going; the viewer comes back by itself. */
  goAway(): void {
    this.#close(GOING_AWAY, 'tracker-stopping')
  }

  async #hear(data: RawData): Promise<void> {
    if (this.#isClosed) return
    const rest = take(this.#messages, MESSAGES, 1, this.#parts.now())
    if (!rest) return this.#refuse('too-many-messages')
    this.#messages = rest
    const parsed = parseSwarmMessage(data.toString())
    if (parsed.kind === 'refused') return this.#refuse(parsed.reason)
    const { message } = parsed
    const broadcast = await this.#broadcastOf(message.info_hash)
    if (this.#isClosed) return
    const swarm = broadcast?.swarms.get(message.info_hash)
    if (!broadcast || !swarm) return this.#refuseSwarm(message.info_hash)
    if (swarm.epoch !== broadcast.epoch) return this.#fail('past-epoch', message.info_hash)
    if (parsed.kind === 'announce') this.#announce(parsed.message)
    else this.#answer(parsed.message)
  }

  /** Looks again when the swarm is not known: it may be of a ladder that is a moment old. */
  async #broadcastOf(infoHash: string): Promise<LiveBroadcast | undefined> {
    const { broadcasts } = this.#parts
    const known = broadcasts.current(this.claims.broadcast)
    if (!known || known.swarms.has(infoHash)) return known
    await broadcasts.refresh()
    return broadcasts.current(this.claims.broadcast)
  }

  #announce(message: Announce): void {
    const { server } = this.#parts
    const owner = server.ownerOf(message.info_hash, message.peer_id)
    if (owner && owner !== this.#socket) {
      if (owner.session !== this.claims.sub) {
        this.#refuse('foreign-peer', message.info_hash)
        return
      }
      server.leave(message.info_hash, message.peer_id, owner) // the same viewer on a new connection
    }
    const isStopping = message.event === 'stopped'
    if (isStopping || this.#memberships.get(message.info_hash) !== message.peer_id) this.#leave(message.info_hash)
    if (isStopping) return
    this.#memberships.set(message.info_hash, message.peer_id)
    this.#parts.onAnnounce()
    server.hear(this.#socket, message)
  }

  #answer(message: Answer): void {
    const { server } = this.#parts
    const isOwn = this.#memberships.get(message.info_hash) === message.peer_id
    if (!isOwn || !server.settleOffer(message)) {
      this.#parts.onRefusal('unmatched-answer')
      return
    }
    this.#parts.onAnswer()
    server.hear(this.#socket, message)
  }

  #leave(infoHash: string): void {
    const peerId = this.#memberships.get(infoHash)
    if (peerId === undefined) return
    this.#memberships.delete(infoHash)
    this.#parts.server.leave(infoHash, peerId, this.#socket)
  }

  #leaveAll(): void {
    this.#isClosed = true
    for (const infoHash of this.#memberships.keys()) this.#leave(infoHash)
  }

  #refuseSwarm(infoHash: string): void {
    this.#refuse(this.#parts.broadcasts.isSwarmOfAny(infoHash) ? 'foreign-swarm' : 'unknown-swarm', infoHash)
  }

  #refuse(reason: MessageRefusal, infoHash?: string): void {
    this.#fail(reason, infoHash)
    this.#close(POLICY_VIOLATION, reason)
  }

  #fail(reason: MessageRefusal | LateMessage, infoHash?: string): void {
    this.#parts.onRefusal(reason)
    this.#socket.send(JSON.stringify({ action: 'announce', 'failure reason': reason, info_hash: infoHash }))
  }

  #close(code: number, reason: string): void {
    if (this.#isClosed) return
    this.#leaveAll()
    this.#ws.close(code, reason)
    setTimeout(() => this.#ws.terminate(), CLOSE_WITHIN_MS).unref()
  }
}
