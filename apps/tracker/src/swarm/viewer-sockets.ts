/** All open connections: how many a viewer may have, and when one has to go. */

import { OPEN_DOOR } from '@shoal/db/broadcast-doors'
import type { TicketClaims } from '@shoal/protocol/ticket'
import type { WebSocket } from 'ws'
import type { Bans } from '../ticket/bans.ts'
import type { Renewals } from '../ticket/renewals.ts'
import type { Locality } from './locality.ts'
import { ViewerLimits } from './viewer-limits.ts'
import { type EndReason, type SwarmParts, ViewerSocket } from './viewer-socket.ts'

const SWEEP_MS = 5000
/** A viewer renews at half of a ticket's life; this much after its end nobody comes any more. */
const LAPSED_AFTER_MS = 60_000
/** A probe each 30 s, which the browser itself answers. */
export const SWEEPS_PER_PROBE = 6
/** A viewer who changes networks leaves the old connection hanging for a while. */
const SOCKETS_PER_SESSION = 3

export type ViewerSocketsParts = SwarmParts & { renewals: Renewals; bans: Bans; onEnd: (reason: EndReason) => void }

/** A viewer session: what it has open, the oldest first, and what it may still do. */
type Viewer = { sockets: ViewerSocket[]; limits: ViewerLimits }

export class ViewerSockets implements Disposable {
  readonly #parts: ViewerSocketsParts
  readonly #open = new Set<ViewerSocket>()
  readonly #viewers = new Map<string, Viewer>()
  readonly #onClosed = (socket: ViewerSocket) => this.#remove(socket)
  #sweeps = 0
  #timer: NodeJS.Timeout | undefined

  constructor(parts: ViewerSocketsParts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#open.size
  }

  /** Sessions that are remembered. */
  get viewerCount(): number {
    return this.#viewers.size
  }

  start(): void {
    this.#timer = setInterval(() => this.sweep(), SWEEP_MS)
  }

  /** Ask once for each connection, before it is opened. */
  mayConnect(session: string): boolean {
    return this.#viewer(session).limits.mayConnect(this.#parts.now())
  }

  add(ws: WebSocket, claims: TicketClaims, locality: Locality): void {
    const { sockets, limits } = this.#viewer(claims.sub)
    const onClosed = this.#onClosed
    const socket = new ViewerSocket({ ws, claims, locality, limits, parts: this.#parts, onClosed })
    this.#open.add(socket)
    sockets.push(socket)
    const [oldest] = sockets
    if (sockets.length > SOCKETS_PER_SESSION && oldest) this.#end(oldest, 'too-many-sockets')
  }

  endBroadcast(id: string): void {
    for (const socket of this.#open) {
      if (socket.claims.broadcast === id) this.#end(socket, 'broadcast-over')
    }
  }

  /** Those whose tickets are of another door; who may come in comes back with a new one. */
  shutOut(id: string, door: string): void {
    for (const socket of this.#open) {
      const { claims } = socket
      if (claims.broadcast === id && (claims.door ?? OPEN_DOOR) !== door) this.#end(socket, 'door-changed')
    }
  }

  endSession(session: string, reason: EndReason): void {
    for (const socket of [...(this.#viewers.get(session)?.sockets ?? [])]) this.#end(socket, reason)
  }

  /** Call when a viewer session has shown a newer ticket: what it allows now is true at once. */
  renew(session: string): void {
    const newest = this.#parts.renewals.newest(session)
    for (const socket of [...(this.#viewers.get(session)?.sockets ?? [])]) {
      if (newest?.broadcast !== socket.claims.broadcast) continue
      if (newest.mode === 'off') this.#end(socket, 'p2p-off')
      else socket.mode = newest.mode
    }
  }

  sweep(): void {
    const nowMs = this.#parts.now()
    this.#parts.renewals.forget(nowMs - LAPSED_AFTER_MS)
    this.#parts.owners.forget(nowMs)
    this.#parts.bans.forget(nowMs)
    this.#sweeps += 1
    const isProbing = this.#sweeps % SWEEPS_PER_PROBE === 0
    for (const socket of this.#open) {
      const reason = this.#lapse(socket, nowMs) ?? (isProbing && !socket.probe() ? 'no-heartbeat' : undefined)
      if (reason) this.#end(socket, reason)
    }
    for (const [session, { sockets, limits }] of this.#viewers) {
      if (sockets.length === 0 && limits.isFull(nowMs)) this.#viewers.delete(session)
    }
    this.#parts.server.sweep()
  }

  #lapse({ claims, isReading }: ViewerSocket, nowMs: number): EndReason | undefined {
    const newest = this.#parts.renewals.newest(claims.sub)
    const isRenewed = newest?.broadcast === claims.broadcast
    const expiresAtMs = Math.max(claims.exp * 1000, isRenewed ? newest.expiresAtMs : 0)
    if (nowMs > expiresAtMs + LAPSED_AFTER_MS) return 'ticket-lapsed'
    return isReading ? undefined : 'not-reading'
  }

  #viewer(session: string): Viewer {
    const known = this.#viewers.get(session)
    if (known) return known
    const viewer = { sockets: [], limits: new ViewerLimits(this.#parts.now()) }
    this.#viewers.set(session, viewer)
    return viewer
  }

  #end(socket: ViewerSocket, reason: EndReason): void {
    this.#parts.onEnd(reason)
    socket.end(reason)
    this.#remove(socket)
  }

  #remove(socket: ViewerSocket): void {
    this.#open.delete(socket)
    const sockets = this.#viewers.get(socket.claims.sub)?.sockets ?? []
    const place = sockets.indexOf(socket)
    if (place !== -1) sockets.splice(place, 1)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    for (const socket of this.#open) socket.goAway()
  }
}
