/** Who is connected to us. The loader tells of each closing several times, and of a peer once for each rung. */

/** Closings of one connection come as `close`, `end` and `finish`, within a few milliseconds. */
const SAME_CLOSING_MS = 1000

export class PeerCensus {
  readonly #peers = new Map<string, { connections: number; closedAtMs: number }>()

  get count(): number {
    return this.#peers.size
  }

  get ids(): Iterable<string> {
    return this.#peers.keys()
  }

  connected(peerId: string): void {
    const peer = this.#peers.get(peerId) ?? { connections: 0, closedAtMs: Number.NEGATIVE_INFINITY }
    peer.connections += 1
    this.#peers.set(peerId, peer)
  }

  closed(peerId: string, nowMs: number): void {
    const peer = this.#peers.get(peerId)
    if (!peer || nowMs - peer.closedAtMs < SAME_CLOSING_MS) return
    peer.closedAtMs = nowMs
    peer.connections -= 1
    if (peer.connections <= 0) this.#peers.delete(peerId)
  }
}
