/** All open connections: how many a viewer may have, and when one has to go. */

import type { TicketClaims } from '@shoal/protocol/ticket'
import type { WebSocket } from 'ws'
import type { Renewals } from '../ticket/renewals.ts'
import { type EndReason, type SwarmParts, ViewerSocket } from './viewer-socket.ts'

const SWEEP_MS = 5000
/** A viewer renews at half of a ticket's life; this much after its end nobody comes any more. */
const LAPSED_AFTER_MS = 60_000
/** A probe each 30 s, which the browser itself answers. */
export const SWEEPS_PER_PROBE = 6
/** A viewer who changes networks leaves the old connection hanging for a while. */
const SOCKETS_PER_SESSION = 3

export type ViewerSocketsParts = SwarmParts & { renewals: Renewals; onEnd: (reason: EndReason) => void }

export class ViewerSockets implements Disposable {
  readonly #parts: ViewerSocketsParts
  readonly #open = new Set<ViewerSocket>()
  readonly #bySession = new Map<string, ViewerSocket[]>()
  #sweeps = 0
  #timer: NodeJS.Timeout | undefined

  constructor(parts: ViewerSocketsParts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#open.size
  }

  start(): void {
    this.#timer = setInterval(() => this.sweep(), SWEEP_MS)
  }

  add(ws: WebSocket, claims: TicketClaims): void {
    const socket = new ViewerSocket(ws, claims, { ...this.#parts, onClosed: (closed) => this.#remove(closed) })
    const ofSession = [...(this.#bySession.get(claims.sub) ?? []), socket]
    this.#open.add(socket)
    this.#bySession.set(claims.sub, ofSession)
    const [oldest] = ofSession
    if (ofSession.length > SOCKETS_PER_SESSION && oldest) this.#end(oldest, 'too-many-sockets')
  }

  endBroadcast(id: string): void {
    for (const socket of this.#open) {
      if (socket.claims.broadcast === id) this.#end(socket, 'broadcast-over')
    }
  }

  sweep(): void {
    const nowMs = this.#parts.now()
    this.#parts.renewals.forget(nowMs - LAPSED_AFTER_MS)
    this.#sweeps += 1
    const isProbing = this.#sweeps % SWEEPS_PER_PROBE === 0
    for (const socket of this.#open) {
      const reason = this.#lapse(socket, nowMs) ?? (isProbing && !socket.probe() ? 'no-heartbeat' : undefined)
      if (reason) this.#end(socket, reason)
    }
    this.#parts.server.sweep()
  }

  #lapse({ claims, isReading }: ViewerSocket, nowMs: number): EndReason | undefined {
    const newest = this.#parts.renewals.newest(claims.sub)
    const isRenewed = newest?.broadcast === claims.broadcast
    if (isRenewed && newest.mode === 'off') return 'p2p-off'
    const expiresAtMs = Math.max(claims.exp * 1000, isRenewed ? newest.expiresAtMs : 0)
    if (nowMs > expiresAtMs + LAPSED_AFTER_MS) return 'ticket-lapsed'
    return isReading ? undefined : 'not-reading'
  }

  #end(socket: ViewerSocket, reason: EndReason): void {
    this.#parts.onEnd(reason)
    socket.end(reason)
    this.#remove(socket)
  }

  #remove(socket: ViewerSocket): void {
    this.#open.delete(socket)
    const rest = this.#bySession.get(socket.claims.sub)?.filter((other) => other !== socket) ?? []
    if (rest.length > 0) this.#bySession.set(socket.claims.sub, rest)
    else this.#bySession.delete(socket.claims.sub)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    for (const socket of this.#open) socket.goAway()
  }
}
