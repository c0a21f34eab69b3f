/** The adapter around bittorrent-tracker's server, which does the talking within swarms that we keep. */

import Server from 'bittorrent-tracker/server'
import type { Answer } from './announce-message.ts'
import { Swarm } from './swarm.ts'
import type { SwarmSocket } from './swarm-socket.ts'

/** The library tells WebSockets a fifth of its interval. */
const LIBRARY_INTERVALS = 5

/** Peer ids and info_hashes are hexadecimal inside of the library, and bytes as characters outside of it. */
function hexOf(id: string): string {
  return Buffer.from(id, 'latin1').toString('hex')
}

export class SwarmServer extends Server implements Disposable {
  readonly #swarms = new Map<string, Swarm>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    super({ http: false, udp: false, ws: false, stats: false })
    this.#now = now
  }

  get swarmCount(): number {
    return this.#swarms.size
  }

  get peerCount(): number {
    return [...this.#swarms.values()].reduce((sum, swarm) => sum + swarm.peers.size, 0)
  }

  connect(socket: SwarmSocket): void {
    this.onWebSocketConnection(socket)
  }

  /**
   * Answers are sent before this returns: both lookups below are synchronous, unlike the library's.
   * @param text a message that parseSwarmMessage has let through: the library reads JSON itself
   */
  hear(socket: SwarmSocket, text: string): void {
    socket.emit('message', text)
  }

  disconnect(socket: SwarmSocket): void {
    socket.emit('close')
  }

  /** Who has this peer id in this swarm. */
  ownerOf(infoHash: string, peerId: string): SwarmSocket | undefined {
    return this.#swarms.get(hexOf(infoHash))?.peers.get(hexOf(peerId))?.socket
  }

  settleOffer(answer: Answer): boolean {
    const swarm = this.#swarms.get(hexOf(answer.info_hash))
    const parties = { by: hexOf(answer.peer_id), from: hexOf(answer.to_peer_id) }
    return swarm?.settleOffer({ offerId: answer.offer_id, ...parties }) ?? false
  }

  /** Only its owner can take a peer out. */
  leave(infoHash: string, peerId: string, owner: SwarmSocket): void {
    const key = hexOf(infoHash)
    const swarm = this.#swarms.get(key)
    if (swarm?.peers.get(hexOf(peerId))?.socket === owner) swarm.remove(hexOf(peerId))
    if (swarm?.peers.size === 0) this.#swarms.delete(key)
  }

  drop(infoHash: string): void {
    this.#swarms.delete(hexOf(infoHash))
  }

  sweep(): void {
    const nowMs = this.#now()
    for (const [key, swarm] of this.#swarms) {
      swarm.sweep(nowMs)
      if (swarm.peers.size === 0) this.#swarms.delete(key)
    }
  }

  override getSwarm(infoHash: string, callback: (error: null, swarm?: Swarm) => void): void {
    callback(null, this.#swarms.get(infoHash))
  }

  override createSwarm(infoHash: string, callback: (error: null, swarm: Swarm) => void): void {
    const swarm = new Swarm({
      now: this.#now,
      random: Math.random,
      // it is read when the answer is written, before anybody else's announce is heard
      tellInterval: (seconds) => {
        this.intervalMs = seconds * 1000 * LIBRARY_INTERVALS
      },
    })
    this.#swarms.set(infoHash, swarm)
    callback(null, swarm)
  }

  [Symbol.dispose](): void {
    this.close()
    this.#swarms.clear()
  }
}
