/** Pieces that peers were asked for: what came of them so far, and which of them nobody answers. */

import type { Peer } from './peer.ts'

export type PieceRequest = {
  peer: Peer
  key: string
  piece: number
  askedAtMs: number
  /** Until then it may wait in the peer's queue; null before. */
  firstByteAtMs: number | null
  lastByteAtMs: number
  received: number
  bytes: Uint8Array<ArrayBuffer>
}

/** A peer whose queue is short answers within this; a busy one refuses at once. */
const LEAST_PATIENCE_MS = 1000
const SERVICES_OF_PATIENCE = 4
/** Of a peer whose speed is not known yet, the first time. */
const FIRST_PATIENCE_MS = 1500
/** One that had this long and sent nothing at all was no help, though somebody else was asked in time. */
const SILENT_SHARE = 0.4
/** Bytes that drip in are not waited for: once a piece has begun to come, any uplink that is of use has sent it by then. */
const MOST_PATIENCES = 2
/** One that never sent a whole piece, and of one that has begun not this share within a patience, is no better than silent. */
const DRIP_SHARE = 0.5

export class PieceRequests {
  readonly #open = new Map<string, PieceRequest>()

  get size(): number {
    return this.#open.size
  }

  add(request: Pick<PieceRequest, 'peer' | 'key' | 'piece' | 'askedAtMs'>, length: number): void {
    const { key, piece, askedAtMs } = request
    const bytes = new Uint8Array(length)
    const replaced = this.#open.get(nameOf(key, piece))
    if (replaced) this.remove(replaced)
    this.#open.set(nameOf(key, piece), {
      ...request,
      ...{ firstByteAtMs: null, lastByteAtMs: askedAtMs, received: 0, bytes },
    })
    request.peer.outstanding += 1
  }

  find(peer: Peer, key: string, piece: number): PieceRequest | undefined {
    const request = this.#open.get(nameOf(key, piece))
    return request?.peer === peer ? request : undefined
  }

  remove(request: PieceRequest): void {
    const name = nameOf(request.key, request.piece)
    if (this.#open.get(name) !== request) return
    this.#open.delete(name)
    request.peer.outstanding -= 1
  }

  of(select: { peer: Peer } | { key: string }): PieceRequest[] {
    const isMeant = (one: PieceRequest) => ('peer' in select ? one.peer === select.peer : one.key === select.key)
    return [...this.#open.values()].filter(isMeant)
  }

  /** Those that have waited too long for their next byte, or for all of them. */
  overdue(nowMs: number): PieceRequest[] {
    return [...this.#open.values()].filter(({ peer, firstByteAtMs, lastByteAtMs }) => {
      const mostMs = patienceMs(peer)
      return nowMs - lastByteAtMs > mostMs || nowMs - (firstByteAtMs ?? nowMs) > MOST_PATIENCES * mostMs
    })
  }
}

/** It was asked long ago, and not a byte has come, or from a stranger next to nothing. */
export function isSilent({ peer, received, askedAtMs, firstByteAtMs, bytes }: PieceRequest, nowMs: number): boolean {
  if (firstByteAtMs === null) return nowMs - askedAtMs > SILENT_SHARE * patienceMs(peer)
  return !peer.hasSettled && received < DRIP_SHARE * bytes.length && nowMs - firstByteAtMs > patienceMs(peer)
}

function patienceMs(peer: Peer): number {
  const isNew = peer.receivedBytes === 0 && peer.stalled === 0
  const leastMs = isNew ? FIRST_PATIENCE_MS : LEAST_PATIENCE_MS
  return Math.max(leastMs, SERVICES_OF_PATIENCE * peer.serviceMs)
}

function nameOf(key: string, piece: number): string {
  return `${key}|${piece}`
}
