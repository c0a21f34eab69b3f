/** Whether this viewer is among those who fetch a new segment for the swarm, by what the tracker and its peers tell. */

import type { SwarmHints } from '@shoal/protocol/telemetry'
import { orderByPeerId, orderByRank, selectSeeders } from '../swarm/election.ts'
import { isSeedingPeer } from '../swarm/peer-id.ts'
import type { Peer } from './peer.ts'
import type { SegmentEntry } from './segment-entry.ts'

/** Where the tracker has not told: uplinks as they are at home (swarm.md). */
export const USUAL_UPLINK_RATIO = 3
const LEAST_SEEDER_RATIO = 1.5
const USUAL_PIECES = 8
/** Who has just come knows few of the others, and would take itself for the seeder of everything. */
const SETTLING_MS = 3000
const SETTLED_PEERS = 4
/** Where no ranks are given out yet: share of the time for peers in which a neighbour that fetches it is listened for. */
const HESITATION_SHARE = 0.25

/** What it knows of its swarm; `hints` are null until the tracker has told. */
export type SeedingFacts = {
  hints: SwarmHints | null
  peers: ReadonlyMap<string, Peer>
  ownId: string
  startedMsAgo: number
}

/** Our place among those who may seed it, 0 being the first; null when we do not. */
export function seedingOrder(entry: SegmentEntry, { hints, peers, ownId, startedMsAgo }: SeedingFacts): number | null {
  const segment = entry.path
  if (isRanked(entry, hints)) {
    const { rank, seeders } = hints
    return rank === null ? null : entry.orderBy(`${rank}/${seeders}`, () => orderByRank({ segment, rank, seeders }))
  }
  if (!entry.isOld && startedMsAgo < SETTLING_MS && peers.size < SETTLED_PEERS) return null
  const peerIds = [...peers.values()].filter((peer) => peer.gives).map((peer) => peer.link.id)
  return orderByPeerId({ segment, ownId, peerIds: peerIds.filter(isSeedingPeer) })
}

/** For how long a seeder waits whether a neighbour fetches it: who has a rank knows that it is its turn. */
export function hesitationMs(entry: SegmentEntry, hints: SwarmHints | null, windowSeconds: number): number {
  return isRanked(entry, hints) ? 0 : Math.max(0, HESITATION_SHARE * windowSeconds) * 1000 * entry.panicRandom
}

/** Ranks are for what is new. */
function isRanked(entry: SegmentEntry, hints: SwarmHints | null): hints is SwarmHints {
  return !entry.isOld && hints !== null && hints.seeders > 0
}

/** How many viewers are to seed it. `windowSeconds` is the time for peers, from its listing on. */
export function seedersOf(
  entry: SegmentEntry,
  { hints, peers }: Pick<SeedingFacts, 'hints' | 'peers'>,
  windowSeconds: number,
): number {
  const ratio = Math.max(LEAST_SEEDER_RATIO, hints?.uplinkRatio ?? USUAL_UPLINK_RATIO)
  return selectSeeders({
    size: hints?.size ?? peers.size + 1,
    windowSeconds,
    pushSeconds: entry.segment.durationSeconds / ratio,
    pieces: entry.pieces || USUAL_PIECES,
  })
}
