/** The viewers who share one rung. Takes the place of bittorrent-tracker's own class: same calls, peers that do leave. */

import { selectPeers } from './select-peers.ts'
import type { SwarmSocket } from './swarm-socket.ts'

/** Offers that a peer may be behind with answering. */
const MAX_OPEN_OFFERS = 64

/** The library sends to `socket`, and compares and prints `peerId`. */
type SwarmPeer = {
  /** Hexadecimal. */
  peerId: string
  socket: SwarmSocket
  /** Where in the list it stands. */
  index: number
  announcedAtMs: number
  /** offer_id → who made it: the only answers that are passed on. */
  offers: Map<string, string>
}

/** What the library makes of an announce; ids are hexadecimal. */
export type AnnounceParams = {
  peer_id: string
  socket: SwarmSocket
  event: string
  numwant: number
  offers?: { offer_id: string }[]
}

type AnnounceResult = { complete: number; incomplete: number; peers: SwarmPeer[] }

export class Swarm {
  /** Read by the library, to pass an answer on. */
  readonly peers = new Map<string, SwarmPeer>()
  readonly #list: SwarmPeer[] = []
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  announce(params: AnnounceParams, done: (error: null, result: AnnounceResult) => void): void {
    if (params.event === 'stopped') {
      this.remove(params.peer_id)
      done(null, { complete: 0, incomplete: this.peers.size, peers: [] })
      return
    }
    const announcer = this.#enter(params)
    const offers = params.offers ?? []
    const chosen = selectPeers({
      candidates: this.#list,
      wanted: Math.min(params.numwant, offers.length),
      suits: (peer) => peer.socket !== announcer.socket && peer.socket.canTake && isOfUse(announcer, peer),
    })
    chosen.forEach((peer, index) => {
      const offer = offers[index]
      if (offer) expectAnswer(peer, offer.offer_id, announcer.peerId)
    })
    done(null, { complete: 0, incomplete: this.peers.size, peers: chosen })
  }

  /** True once for each offer that `from` made to `by`. */
  settleOffer(answer: { offerId: string; by: string; from: string }): boolean {
    const offers = this.peers.get(answer.by)?.offers
    return offers?.get(answer.offerId) === answer.from && offers.delete(answer.offerId)
  }

  remove(peerId: string): void {
    const peer = this.peers.get(peerId)
    if (!peer) return
    this.peers.delete(peerId)
    const last = this.#list.pop()
    if (last && last !== peer) {
      this.#list[peer.index] = last
      last.index = peer.index
    }
  }

  /** Drops those that no longer announce: the loader leaves a rung without a word. */
  removeSilent(sinceMs: number): string[] {
    const silent = this.#list.filter((peer) => peer.announcedAtMs < sinceMs).map((peer) => peer.peerId)
    for (const peerId of silent) this.remove(peerId)
    return silent
  }

  #enter({ peer_id: peerId, socket }: AnnounceParams): SwarmPeer {
    const known = this.peers.get(peerId)
    if (known) {
      known.announcedAtMs = this.#now()
      return known
    }
    const peer = { peerId, socket, index: this.#list.length, announcedAtMs: this.#now(), offers: new Map() }
    this.peers.set(peerId, peer)
    this.#list.push(peer)
    return peer
  }
}

/** Two who only receive have nothing for each other. */
function isOfUse(one: SwarmPeer, other: SwarmPeer): boolean {
  return one.socket.mode === 'on' || other.socket.mode === 'on'
}

function expectAnswer(peer: SwarmPeer, offerId: string, from: string): void {
  peer.offers.set(offerId, from)
  const [oldest] = peer.offers.keys()
  if (peer.offers.size > MAX_OPEN_OFFERS && oldest !== undefined) peer.offers.delete(oldest)
}
