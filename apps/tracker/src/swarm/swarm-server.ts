/** Every swarm of the tracker, and what viewers are told there: the WebSocket protocol of WebTorrent's trackers. */

import type { Announce, Answer } from './announce-message.ts'
import { Swarm } from './swarm.ts'
import type { SwarmSocket } from './swarm-socket.ts'

export class SwarmServer implements Disposable {
  readonly #swarms = new Map<string, Swarm>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  get swarmCount(): number {
    return this.#swarms.size
  }

  get peerCount(): number {
    return [...this.#swarms.values()].reduce((sum, swarm) => sum + swarm.peers.size, 0)
  }

  /** Tells the viewer when to come again, and each of the peers that it is introduced to one of its offers. */
  announce(socket: SwarmSocket, message: Announce): void {
    const { info_hash, peer_id, event, links, offers = [] } = message
    const swarm = this.#swarms.get(info_hash) ?? this.#createSwarm(info_hash)
    const { interval, peers } = swarm.announce({ peerId: peer_id, socket, event, links, offers })
    const counts = { complete: 0, incomplete: swarm.peers.size }
    socket.send(JSON.stringify({ ...counts, action: 'announce', interval, info_hash }))
    for (const [index, peer] of peers.entries()) {
      const { offer, offer_id } = offers[index] ?? {}
      peer.socket.send(JSON.stringify({ action: 'announce', offer, offer_id, peer_id, info_hash }))
    }
  }

  /** False for an answer that nobody waits for: it is not passed on. */
  answer({ info_hash, peer_id, to_peer_id, offer_id, answer }: Answer): boolean {
    const swarm = this.#swarms.get(info_hash)
    if (!swarm?.settleOffer({ offerId: offer_id, by: peer_id, from: to_peer_id })) return false
    const told = JSON.stringify({ action: 'announce', answer, offer_id, peer_id, info_hash })
    swarm.peers.get(to_peer_id)?.socket.send(told)
    return true
  }

  /** A peer is kept out: whoever may be linked to it hears so at once, and not only with the answer to its next report. */
  tellBanned(infoHash: string, peerId: string): void {
    const told = JSON.stringify({ action: 'announce', info_hash: infoHash, peer_id: peerId, banned: true })
    for (const { socket } of this.#swarms.get(infoHash)?.acquaintancesOf(peerId) ?? []) socket.send(told)
  }

  /** Who has this peer id in this swarm. */
  ownerOf(infoHash: string, peerId: string): SwarmSocket | undefined {
    return this.#swarms.get(infoHash)?.peers.get(peerId)?.socket
  }

  /** Only its owner can take a peer out. */
  leave(infoHash: string, peerId: string, owner: SwarmSocket): void {
    const swarm = this.#swarms.get(infoHash)
    if (swarm?.peers.get(peerId)?.socket === owner) swarm.remove(peerId)
    if (swarm?.peers.size === 0) this.#swarms.delete(infoHash)
  }

  drop(infoHash: string): void {
    this.#swarms.delete(infoHash)
  }

  sweep(): void {
    const nowMs = this.#now()
    for (const [infoHash, swarm] of this.#swarms) {
      swarm.sweep(nowMs)
      if (swarm.peers.size === 0) this.#swarms.delete(infoHash)
    }
  }

  #createSwarm(infoHash: string): Swarm {
    const swarm = new Swarm({ now: this.#now, random: Math.random })
    this.#swarms.set(infoHash, swarm)
    return swarm
  }

  [Symbol.dispose](): void {
    this.#swarms.clear()
  }
}
