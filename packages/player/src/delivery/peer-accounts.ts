/** What passed between this viewer and its peers since the last report: what the tracker hears of them. */

import type { Offence, SwarmReport } from '@shoal/protocol/telemetry'
import type { Peer } from './peer.ts'

const MOST_PEERS = 40
const MOST_OFFENDERS = 10

export class PeerAccounts {
  readonly #offenders: { peerId: string; offence: Offence }[] = []
  readonly #asked = new Set<string>()
  /** Received from peers that have left since. */
  readonly #goneBytes = new Map<string, number>()

  asked(peer: Peer): void {
    this.#asked.add(peer.link.id)
  }

  left({ link, freshBytes }: Peer): void {
    if (freshBytes > 0) this.#goneBytes.set(link.id, (this.#goneBytes.get(link.id) ?? 0) + freshBytes)
  }

  offended(offender: { peerId: string; offence: Offence }): void {
    this.#offenders.push(offender)
  }

  /** Begins anew. */
  take(peers: readonly Peer[]): Pick<SwarmReport, 'received' | 'asked' | 'askers' | 'offenders'> {
    return {
      received: this.#takeReceived(peers),
      asked: this.#takeAsked(),
      askers: takeAskers(peers),
      offenders: this.#offenders.splice(0, MOST_OFFENDERS),
    }
  }

  #takeReceived(peers: readonly Peer[]): SwarmReport['received'] {
    const bytes = new Map(this.#goneBytes)
    this.#goneBytes.clear()
    for (const peer of peers) {
      if (peer.freshBytes > 0) bytes.set(peer.link.id, (bytes.get(peer.link.id) ?? 0) + peer.freshBytes)
      peer.freshBytes = 0
    }
    const most = [...bytes].sort(([, a], [, b]) => b - a).slice(0, MOST_PEERS)
    return most.map(([peerId, count]) => ({ peerId, bytes: count }))
  }

  #takeAsked(): string[] {
    const asked = [...this.#asked].slice(0, MOST_PEERS)
    this.#asked.clear()
    return asked
  }
}

function takeAskers(peers: readonly Peer[]): { peerId: string; bytes: number }[] {
  const askers = peers.filter((peer) => peer.hasAsked).slice(0, MOST_PEERS)
  return askers.map((peer) => {
    const bytes = peer.sentBytes
    peer.hasAsked = false
    peer.sentBytes = 0
    return { peerId: peer.link.id, bytes }
  })
}
