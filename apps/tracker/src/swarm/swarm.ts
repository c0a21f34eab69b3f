/** The viewers who share one rung. Takes the place of bittorrent-tracker's own class: same calls, peers that do leave. */

import { getOrMake } from '../get-or-make.ts'
import { nextAnnounceSeconds } from './announce-interval.ts'
import { PeerPool } from './peer-pool.ts'
import { selectPeers } from './select-peers.ts'
import { SwarmPeer } from './swarm-peer.ts'
import type { SwarmSocket } from './swarm-socket.ts'

/** A neighbourhood of fewer is not enough: the next wider one counts too. */
const ENOUGH_NEIGHBOURS = 8
/** Of every peer of a swarm; the levels after it are those of a locality. */
const EVERYONE = 0

/** What the library makes of an announce; ids are hexadecimal. */
export type AnnounceParams = {
  peer_id: string
  socket: SwarmSocket
  event: string
  numwant: number
  offers?: { offer_id: string }[]
  /** Links that the viewer has, if it says. */
  links?: number
}

type AnnounceResult = { complete: number; incomplete: number; peers: SwarmPeer[] }

export type SwarmOptions = {
  now: () => number
  /** Called before each announce is answered. */
  tellInterval: (seconds: number) => void
  random: () => number
}

export class Swarm {
  /** Read by the library, to pass an answer on. */
  readonly peers = new Map<string, SwarmPeer>()
  readonly #everyone = new PeerPool<SwarmPeer>(EVERYONE)
  /** Group of a locality → who is in it. */
  readonly #near = new Map<string, PeerPool<SwarmPeer>>()
  readonly #options: SwarmOptions

  constructor(options: SwarmOptions) {
    this.#options = options
  }

  announce(params: AnnounceParams, done: (error: null, result: AnnounceResult) => void): void {
    if (params.event === 'stopped') {
      this.remove(params.peer_id)
      done(null, { complete: 0, incomplete: this.peers.size, peers: [] })
      return
    }
    const { now, tellInterval, random } = this.#options
    const nowMs = now()
    const announcer = this.peers.get(params.peer_id) ?? this.#enter(params)
    if (params.links !== undefined) announcer.learnLinks(params.links)
    const seconds = nextAnnounceSeconds(announcer.links, random)
    announcer.expectAnnounceIn(seconds, nowMs)
    tellInterval(seconds)
    const chosen = this.#choose(announcer, params)
    chosen.forEach((peer, index) => {
      const offer = params.offers?.[index]
      if (offer) peer.expectAnswer({ offerId: offer.offer_id, from: announcer, nowMs })
    })
    done(null, { complete: 0, incomplete: this.peers.size, peers: chosen })
  }

  /** True once for each offer that `from` made to `by`, and the two are linked from then on. */
  settleOffer(answer: { offerId: string; by: string; from: string }): boolean {
    const [by, from] = [this.peers.get(answer.by), this.peers.get(answer.from)]
    if (!by || !from || !by.takeOffer(answer.offerId, from)) return false
    by.link(from)
    return true
  }

  remove(peerId: string): void {
    const peer = this.peers.get(peerId)
    if (!peer) return
    this.peers.delete(peerId)
    this.#everyone.remove(peer)
    for (const group of peer.socket.locality) {
      const pool = group === undefined ? undefined : this.#near.get(group)
      pool?.remove(peer)
      if (group !== undefined && pool?.peers.length === 0) this.#near.delete(group)
    }
    peer.unlinkAll()
  }

  /** Drops those that announce no more, and offers that nobody answers. */
  sweep(nowMs: number): void {
    for (const peer of this.#everyone.peers.filter((any) => any.sweep(nowMs) === 'silent')) this.remove(peer.peerId)
  }

  #enter({ peer_id: peerId, socket }: AnnounceParams): SwarmPeer {
    const peer = new SwarmPeer(peerId, socket)
    this.peers.set(peerId, peer)
    this.#everyone.add(peer)
    socket.locality.forEach((group, index) => {
      if (group !== undefined) getOrMake(this.#near, group, () => new PeerPool(EVERYONE + 1 + index)).add(peer)
    })
    return peer
  }

  #choose(announcer: SwarmPeer, params: AnnounceParams): SwarmPeer[] {
    const wanted = Math.min(params.numwant, params.offers?.length ?? 0)
    if (wanted === 0) return []
    const groups = announcer.socket.locality
    const pools = groups.map((group) => (group === undefined ? [] : (this.#near.get(group)?.peers ?? [])))
    const wide = pools.findIndex((pool) => pool.length > ENOUGH_NEIGHBOURS)
    const levels = wide === -1 ? pools.length : wide + 1
    return selectPeers({
      near: pools.slice(0, levels),
      everyone: this.#everyone.peers,
      wanted,
      links: announcer.links,
      nearLinks: announcer.nearLinks(levels),
      suits: (peer) => announcer.suits(peer),
      random: this.#options.random,
    })
  }
}
