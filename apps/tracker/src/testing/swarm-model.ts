/** A crowd in one swarm without sockets: it comes, is introduced, answers, goes, and its links are known. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { type Locality, NOWHERE } from '../swarm/locality.ts'
import { Swarm } from '../swarm/swarm.ts'
import { SwarmSocket } from '../swarm/swarm-socket.ts'

const OFFERS = 5

export type ModelViewer = { id: string; socket: SwarmSocket; links: Set<ModelViewer> }

export type SwarmModel = {
  viewers: ReadonlySet<ModelViewer>
  join(options?: { locality?: Locality; mode?: P2pMode }): ModelViewer
  leave(viewer: ModelViewer): void
  /** Whom it was introduced to; those answer at once, except for the share whose connections fail. */
  announce(viewer: ModelViewer): ModelViewer[]
  /** Everybody who has fewer than 8 links announces once. */
  announceAll(): void
  /** Groups of viewers that are linked with each other, directly or not. */
  parts(): number
}

export function createSwarmModel({ random, failures = 0 }: { random: () => number; failures?: number }): SwarmModel {
  const swarm = new Swarm({ now: () => 0, random })
  const byId = new Map<string, ModelViewer>()
  const viewers = new Set<ModelViewer>()
  const connection = { readyState: 1, OPEN: 1, bufferedAmount: 0, send: () => {} } as const
  let joined = 0
  let offers = 0

  const announce = (viewer: ModelViewer) => {
    const made = Array.from({ length: OFFERS }, () => ({ offer_id: `offer ${++offers}` }))
    const { id, socket, links } = viewer
    const introduced: ModelViewer[] = []
    const { peers } = swarm.announce({ peerId: id, socket, offers: made, links: links.size })
    for (const [index, { peerId }] of peers.entries()) {
      const other = byId.get(peerId)
      const offerId = made[index]?.offer_id ?? ''
      if (!other) continue
      introduced.push(other)
      if (random() < failures || !swarm.settleOffer({ offerId, by: peerId, from: id })) continue
      links.add(other)
      other.links.add(viewer)
    }
    return introduced
  }
  return {
    viewers,
    announce,
    join({ locality = NOWHERE, mode = 'on' } = {}) {
      const session = `viewer ${++joined}`
      const viewer = {
        id: session,
        socket: new SwarmSocket(connection, { session, mode, locality }),
        links: new Set<ModelViewer>(),
      }
      viewers.add(viewer)
      byId.set(viewer.id, viewer)
      announce(viewer)
      return viewer
    },
    leave(viewer) {
      viewers.delete(viewer)
      byId.delete(viewer.id)
      swarm.remove(viewer.id)
      for (const other of viewer.links) other.links.delete(viewer)
    },
    announceAll() {
      for (const viewer of viewers) if (viewer.links.size < 8) announce(viewer)
    },
    parts: () => countParts(viewers),
  }
}

function countParts(viewers: Iterable<ModelViewer>): number {
  const seen = new Set<ModelViewer>()
  let parts = 0
  for (const start of viewers) {
    if (seen.has(start)) continue
    parts += 1
    seen.add(start)
    const waiting = [start]
    for (let viewer = waiting.pop(); viewer; viewer = waiting.pop()) {
      for (const other of viewer.links) {
        if (!seen.has(other)) waiting.push(other)
        seen.add(other)
      }
    }
  }
  return parts
}
