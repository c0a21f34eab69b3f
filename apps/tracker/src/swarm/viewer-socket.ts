/** One viewer's connection: everything that it says is judged here before the swarms hear it. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import type { TicketClaims } from '@shoal/protocol/ticket'
import type { RawData, WebSocket } from 'ws'
import type { SwarmBroadcasts } from '../broadcast/swarm-broadcasts.ts'
import { type Announce, type Answer, parseSwarmMessage } from './announce-message.ts'
import type { Locality } from './locality.ts'
import type { PeerOwners } from './peer-owners.ts'
import type { SwarmServer } from './swarm-server.ts'
import { SwarmSocket } from './swarm-socket.ts'
import type { ViewerLimits } from './viewer-limits.ts'

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
  | 'broadcast-over'
  | 'foreign-peer'
  | 'too-many-peers'
  | 'too-many-messages'
  | 'message-too-big'
/** Left out, with the socket left open: an honest viewer may be late, or look for peers in vain. */
export type LeftOut = 'unmatched-answer' | 'too-many-offers'
export type EndReason =
  | 'broadcast-over'
  | 'door-changed'
  | 'ticket-lapsed'
  | 'p2p-off'
  | 'banned'
  | 'too-many-sockets'
  | 'no-heartbeat'
  | 'not-reading'

/** What a viewer's socket needs of the tracker. */
export type SwarmParts = {
  server: SwarmServer
  broadcasts: SwarmBroadcasts
  owners: PeerOwners
  onAnnounce: () => void
  onAnswer: () => void
  onRefusal: (reason: MessageRefusal | LeftOut) => void
  /** A message made the tracker throw: only its socket goes. */
  onFault: (error: unknown) => void
  now: () => number
}

export type ViewerSocketOptions = {
  ws: WebSocket
  claims: TicketClaims
  locality: Locality
  /** Those of the session, which other connections of it share. */
  limits: ViewerLimits
  parts: SwarmParts
  onClosed: (socket: ViewerSocket) => void
}

export class ViewerSocket {
  readonly claims: TicketClaims
  readonly #ws: WebSocket
  readonly #parts: SwarmParts
  readonly #socket: SwarmSocket
  readonly #limits: ViewerLimits
  /** info_hash → the one peer id that this viewer has there. */
  readonly #memberships = new Map<string, string>()
  #isClosed = false
  #isAlive = true

  constructor({ ws, claims, locality, limits, parts, onClosed }: ViewerSocketOptions) {
    this.claims = claims
    this.#ws = ws
    this.#parts = parts
    this.#limits = limits
    this.#socket = new SwarmSocket(ws, { session: claims.sub, mode: claims.mode, locality })
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
      onClosed(this)
    })
  }

  set mode(mode: P2pMode) {
    this.#socket.mode = mode
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
    if (reason === 'banned')
      for (const [infoHash, peerId] of this.#memberships) this.#parts.server.tellBanned(infoHash, peerId)
    this.#close(POLICY_VIOLATION, reason)
  }

  /** The tracker is going; the viewer comes back by itself. */
  goAway(): void {
    this.#close(GOING_AWAY, 'tracker-stopping')
  }

  async #hear(data: RawData): Promise<void> {
    if (this.#isClosed) return
    if (!this.#limits.maySay(this.#parts.now())) return this.#refuse('too-many-messages')
    const parsed = parseSwarmMessage(data.toString())
    if (parsed.kind === 'refused') return this.#refuse(parsed.reason)
    const infoHash = parsed.message.info_hash
    if (!this.#isOpenSwarm(infoHash)) {
      await this.#parts.broadcasts.refresh() // it may be of a ladder that is a moment old
      if (this.#isClosed) return
      if (!this.#isOpenSwarm(infoHash)) return this.#refuseSwarm(infoHash)
    }
    if (parsed.kind === 'announce') this.#announce(parsed.message)
    else this.#answer(parsed.message)
  }

  #isOpenSwarm(infoHash: string): boolean {
    return this.#parts.broadcasts.current(this.claims.broadcast)?.swarms.has(infoHash) ?? false
  }

  #announce(message: Announce): void {
    const { server } = this.#parts
    const { info_hash: infoHash, peer_id: peerId } = message
    const refusal = this.#enter(message)
    if (refusal) this.#refuse(refusal, infoHash)
    if (this.#memberships.get(infoHash) !== peerId) return
    const holder = server.ownerOf(infoHash, peerId)
    if (holder && holder !== this.#socket) server.leave(infoHash, peerId, holder) // on an older connection
    this.#parts.onAnnounce()
    server.announce(this.#socket, this.#mayOffer(message) ? message : { ...message, offers: [] })
  }

  /** A viewer has one place in a swarm: as another peer, or as none, it leaves the one that it had. */
  #enter({ info_hash: infoHash, peer_id: peerId, event }: Announce): MessageRefusal | undefined {
    const { owners } = this.#parts
    const { sub: session, broadcast } = this.claims
    const owner = owners.sessionOf(broadcast, peerId)
    if (owner !== undefined && owner !== session) return 'foreign-peer'
    if (event === 'stopped' || this.#memberships.get(infoHash) !== peerId) this.#leave(infoHash)
    if (event === 'stopped' || this.#memberships.has(infoHash)) return undefined
    if (owners.enter(broadcast, peerId, { session, nowMs: this.#parts.now() }) !== 'owned') return 'too-many-peers'
    this.#memberships.set(infoHash, peerId)
    return undefined
  }

  #mayOffer({ offers = [] }: Announce): boolean {
    if (offers.length === 0 || this.#limits.mayOffer(offers.length, this.#parts.now())) return true
    this.#parts.onRefusal('too-many-offers')
    return false
  }

  #answer(message: Answer): void {
    const isOwn = this.#memberships.get(message.info_hash) === message.peer_id
    if (isOwn && this.#parts.server.answer(message)) this.#introduced(message)
    else this.#parts.onRefusal('unmatched-answer')
  }

  #introduced({ to_peer_id: to }: Answer): void {
    const { owners, onAnswer } = this.#parts
    const { sub: session, broadcast } = this.claims
    const other = owners.sessionOf(broadcast, to)
    if (other !== undefined) owners.introduce(broadcast, [session, other])
    onAnswer()
  }

  #leave(infoHash: string): void {
    const peerId = this.#memberships.get(infoHash)
    if (peerId === undefined) return
    this.#memberships.delete(infoHash)
    this.#parts.server.leave(infoHash, peerId, this.#socket)
    this.#parts.owners.leave(this.claims.broadcast, peerId, this.#parts.now())
  }

  #leaveAll(): void {
    this.#isClosed = true
    for (const infoHash of this.#memberships.keys()) this.#leave(infoHash)
  }

  #refuseSwarm(infoHash: string): void {
    const { broadcasts } = this.#parts
    const isOver = broadcasts.isOver(this.claims.broadcast, infoHash)
    const isForeign = !isOver && broadcasts.isSwarmOfAny(infoHash)
    this.#refuse(isOver ? 'broadcast-over' : isForeign ? 'foreign-swarm' : 'unknown-swarm', infoHash)
  }

  #refuse(reason: MessageRefusal, infoHash?: string): void {
    this.#parts.onRefusal(reason)
    this.#socket.send(JSON.stringify({ action: 'announce', 'failure reason': reason, info_hash: infoHash }))
    this.#close(POLICY_VIOLATION, reason)
  }

  #close(code: number, reason: string): void {
    if (this.#isClosed) return
    this.#leaveAll()
    const giveUp = setTimeout(() => this.#ws.terminate(), CLOSE_WITHIN_MS).unref()
    this.#ws.once('close', () => clearTimeout(giveUp))
    this.#ws.close(code, reason)
  }
}
