/** What each viewer sends: piece after piece with its whole uplink, out of a short queue. */

import { selectBufferedBytes } from '../../packages/player/src/swarm/upload-buffer.ts'
import { canWait, compareRequests, type WaitingRequest } from '../../packages/player/src/swarm/upload-order.ts'
import type { ModelMesh } from './random-mesh.ts'

const NOBODY = -1
/** More than anybody's half second of waiting requests. */
const MOST_WAITING = 32

/** Riders and crowds, where alone anything is urgent, are not modelled. */
const ANY_REQUEST: WaitingRequest = {
  ...{ isRider: false, isUrgent: false },
  ...{ timesSent: 0, timesServed: 0, uplinkKbps: 0, waitedMs: 0 },
}

export class Uplinks {
  /** The request that `take` took last. `code` names the piece: segment number × pieces of a segment + piece. */
  edge = NOBODY
  code = NOBODY
  /** Seconds that a whole piece takes on a viewer's uplink; 0 for one that gives nothing. */
  readonly pieceSeconds: Float64Array
  readonly #mesh: ModelMesh
  readonly #pieces: number
  readonly #pieceBytes: number
  readonly #bufferSeconds: Float64Array
  readonly #freeAt: Float64Array
  readonly #ring: number
  readonly #viewers: number
  readonly #waiting: Uint8Array
  readonly #edges: Int32Array
  readonly #codes: Int32Array
  readonly #askedAt: Float64Array
  readonly #timesSent: Uint8Array
  /** By slot and edge: pieces that the asker was sent. */
  readonly #timesServed: Uint8Array
  readonly #a: WaitingRequest = { ...ANY_REQUEST }
  readonly #b: WaitingRequest = { ...ANY_REQUEST }

  constructor(options: {
    mesh: ModelMesh
    pieceSeconds: Float64Array
    pieces: number
    ring: number
    pieceBytes: number
  }) {
    const { mesh, pieceSeconds, pieces, ring, pieceBytes } = options
    this.pieceSeconds = pieceSeconds
    this.#viewers = pieceSeconds.length
    this.#mesh = mesh
    this.#pieces = pieces
    this.#pieceBytes = pieceBytes
    this.#ring = ring
    this.#bufferSeconds = pieceSeconds.map((_, viewer) =>
      this.secondsFor(viewer, selectBufferedBytes(this.kbpsOf(viewer))),
    )
    this.#freeAt = new Float64Array(this.#viewers)
    this.#waiting = new Uint8Array(this.#viewers)
    this.#edges = new Int32Array(this.#viewers * MOST_WAITING)
    this.#codes = new Int32Array(this.#viewers * MOST_WAITING)
    this.#askedAt = new Float64Array(this.#viewers * MOST_WAITING)
    this.#timesSent = new Uint8Array(this.#viewers * ring * pieces)
    this.#timesServed = new Uint8Array(mesh.to.length * ring)
  }

  /** The slot of a segment that nobody needs any longer starts anew. */
  open(slot: number): void {
    const perSlot = this.#viewers * this.#pieces
    this.#timesSent.fill(0, slot * perSlot, (slot + 1) * perSlot)
    const edges = this.#mesh.to.length
    this.#timesServed.fill(0, slot * edges, (slot + 1) * edges)
  }

  gives(viewer: number): boolean {
    return (this.pieceSeconds[viewer] ?? 0) > 0
  }

  /** False is the answer "busy". */
  enqueue(giver: number, edge: number, code: number, nowSeconds: number): boolean {
    const waiting = this.#waiting[giver] ?? 0
    // a piece that the line has not taken whole counts as one that waits, and as half of its bytes (delivery/uploads)
    const active = this.roomAt(giver) > nowSeconds ? 1 : 0
    const waitMs = (waiting + active / 2) * (this.pieceSeconds[giver] ?? 0) * 1000
    if (waiting === MOST_WAITING || !canWait({ waiting: waiting + active, waitMs, isRider: false })) return false
    const at = giver * MOST_WAITING + waiting
    this.#edges[at] = edge
    this.#codes[at] = code
    this.#askedAt[at] = nowSeconds
    this.#waiting[giver] = waiting + 1
    return true
  }

  /** When the line takes the next piece: in the past when it does so now. */
  roomAt(giver: number): number {
    return (this.#freeAt[giver] ?? 0) - (this.#bufferSeconds[giver] ?? 0)
  }

  /** Takes the next request into `edge` and `code`, in the engine's order. */
  take(giver: number, nowSeconds: number): boolean {
    const waiting = this.#waiting[giver] ?? 0
    if (waiting === 0) return false
    const first = giver * MOST_WAITING
    let best = first
    if (waiting > 1) this.#describe(giver, best, nowSeconds, this.#a)
    for (let at = first + 1; at < first + waiting; at++) {
      this.#describe(giver, at, nowSeconds, this.#b)
      if (compareRequests(this.#b, this.#a) >= 0) continue
      best = at
      this.#describe(giver, best, nowSeconds, this.#a)
    }
    this.edge = this.#edges[best] ?? 0
    this.code = this.#codes[best] ?? 0
    for (const column of [this.#edges, this.#codes, this.#askedAt]) column.copyWithin(best, best + 1, first + waiting)
    this.#waiting[giver] = waiting - 1
    return true
  }

  /** 0 for one that gives nothing. */
  kbpsOf(viewer: number): number {
    const seconds = this.pieceSeconds[viewer] ?? 0
    return seconds === 0 ? 0 : (this.#pieceBytes * 8) / seconds / 1000
  }

  secondsFor(giver: number, bytes: number): number {
    return ((this.pieceSeconds[giver] ?? 0) * bytes) / this.#pieceBytes
  }

  /** Puts the piece on the line, behind what is on it; when its last byte is sent. */
  start(edge: number, code: number, pieceShare: number, nowSeconds: number): number {
    const giver = this.#mesh.to[edge] ?? 0
    const place = this.#place(giver, code)
    this.#timesSent[place] = Math.min(255, (this.#timesSent[place] ?? 0) + 1)
    const served = this.#servedPlace(edge, code)
    this.#timesServed[served] = Math.min(255, (this.#timesServed[served] ?? 0) + 1)
    const sentAt = Math.max(nowSeconds, this.#freeAt[giver] ?? 0) + (this.pieceSeconds[giver] ?? 0) * pieceShare
    this.#freeAt[giver] = sentAt
    return sentAt
  }

  #describe(giver: number, at: number, nowSeconds: number, into: WaitingRequest): void {
    const edge = this.#edges[at] ?? 0
    const code = this.#codes[at] ?? 0
    const asker = this.#mesh.from[edge] ?? 0
    into.timesSent = this.#timesSent[this.#place(giver, code)] ?? 0
    into.timesServed = this.#timesServed[this.#servedPlace(edge, code)] ?? 0
    into.uplinkKbps = this.kbpsOf(asker)
    into.waitedMs = (nowSeconds - (this.#askedAt[at] ?? 0)) * 1000
  }

  #servedPlace(edge: number, code: number): number {
    return this.#slot(code) * this.#mesh.to.length + edge
  }

  #place(giver: number, code: number): number {
    return (this.#slot(code) * this.#viewers + giver) * this.#pieces + (code % this.#pieces)
  }

  #slot(code: number): number {
    return Math.floor(code / this.#pieces) % this.#ring
  }
}
