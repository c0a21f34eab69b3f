/** The viewers who share one rung, and who of them is introduced to whom. */

import { getOrMake } from '../get-or-make.ts'
import { nextAnnounceSeconds } from './announce-interval.ts'
import { PeerPool } from './peer-pool.ts'
import { selectPeers } from './select-peers.ts'
import { SwarmPeer } from './swarm-peer.ts'
import type { SwarmSocket } from './swarm-socket.ts'

/** A neighbourhood of fewer is not enough: the next wider one counts too. */
const ENOUGH_NEIGHBOURS = 8
/** A short message to each of so many is a few milliseconds' work. */
const FEW_ENOUGH_TO_TELL = 1000
/** Of every peer of a swarm; the levels after it are those of a locality. */
const EVERYONE = 0

type PeerAnnounce = {
  peerId: string
  socket: SwarmSocket
  event?: string | undefined
  offers: readonly { offer_id: string }[]
  /** Links that the viewer has, if it says. */
  links?: number | undefined
}

/** Seconds until the next announce; and who gets the offers, the first one the first. */
type AnnounceResult = { interval: number; peers: SwarmPeer[] }

export type SwarmOptions = {
  now: () => number
  random: () => number
}

export class Swarm {
  readonly peers = new Map<string, SwarmPeer>()
  readonly #everyone = new PeerPool<SwarmPeer>(EVERYONE)
  /** Group of a locality → who is in it. */
  readonly #near = new Map<string, PeerPool<SwarmPeer>>()
  readonly #options: SwarmOptions

  constructor(options: SwarmOptions) {
    this.#options = options
  }

  announce(params: PeerAnnounce): AnnounceResult {
    const { now, random } = this.#options
    if (params.event === 'stopped') {
      this.remove(params.peerId)
      return { interval: nextAnnounceSeconds(0, random), peers: [] }
    }
    const nowMs = now()
    const announcer = this.peers.get(params.peerId) ?? this.#enter(params)
    if (params.links !== undefined) announcer.learnLinks(params.links)
    const interval = nextAnnounceSeconds(announcer.links, random)
    announcer.expectAnnounceIn(interval, nowMs)
    const peers = this.#choose(announcer, params.offers.length)
    peers.forEach((peer, index) => {
      const offer = params.offers[index]
      if (offer) peer.expectAnswer({ offerId: offer.offer_id, from: announcer, nowMs })
    })
    return { interval, peers }
  }

  /** True once for each offer that `from` made to `by`, and the two are linked from then on. */
  settleOffer(answer: { offerId: string; by: string; from: string }): boolean {
    const [by, from] = [this.peers.get(answer.by), this.peers.get(answer.from)]
    if (!by || !from || !by.takeOffer(answer.offerId, from)) return false
    by.link(from)
    return true
  }

  /** Who may be linked to it: everybody, where those are not too many to tell; else whom it was introduced to. */
  acquaintancesOf(peerId: string): SwarmPeer[] {
    const peer = this.peers.get(peerId)
    if (!peer) return []
    const all = this.peers.size <= FEW_ENOUGH_TO_TELL ? this.#everyone.peers : peer.partners
    return all.filter((other) => other !== peer)
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

  #enter({ peerId, socket }: PeerAnnounce): SwarmPeer {
    const peer = new SwarmPeer(peerId, socket)
    this.peers.set(peerId, peer)
    this.#everyone.add(peer)
    socket.locality.forEach((group, index) => {
      if (group !== undefined) getOrMake(this.#near, group, () => new PeerPool(EVERYONE + 1 + index)).add(peer)
    })
    return peer
  }

  #choose(announcer: SwarmPeer, wanted: number): SwarmPeer[] {
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
