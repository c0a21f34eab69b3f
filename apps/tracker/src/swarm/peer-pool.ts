/** Peers that have something in common, in no order: entering, leaving and drawing one take the same time at any size. */

/** Where a peer stands in each pool that it is in, by the pool's level. */
export type Pooled = { readonly places: number[] }

export class PeerPool<Peer extends Pooled> {
  readonly #level: number
  readonly #list: Peer[] = []

  /** @param level a peer is in one pool of a level at most */
  constructor(level: number) {
    this.#level = level
  }

  get peers(): readonly Peer[] {
    return this.#list
  }

  add(peer: Peer): void {
    peer.places[this.#level] = this.#list.length
    this.#list.push(peer)
  }

  remove(peer: Peer): void {
    const place = peer.places[this.#level] ?? -1
    if (this.#list[place] !== peer) return
    const last = this.#list.pop()
    if (!last || last === peer) return
    this.#list[place] = last
    last.places[this.#level] = place
  }
}
