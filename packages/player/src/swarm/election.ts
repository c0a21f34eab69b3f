/** Who fetches a new segment from the origin: everybody works out the same order, and nobody has to ask. */

import { mixedHash } from '@shoal/protocol/swarm-id'

/**
 * Our place in the order for this segment, 0 being the first seeder: rendezvous hashing (Thaler and Ravishankar, 1998)
 * over the ranks 0 to `seeders` - 1 that the tracker gave out. `segment` names it in broadcast, epoch, rung and number.
 */
export function orderByRank(options: { segment: string; rank: number; seeders: number }): number {
  const { segment, rank, seeders } = options
  const own = mixedHash(`${segment}|${rank}`)
  let order = 0
  for (let other = 0; other < seeders; other++) {
    if (other === rank) continue
    const weight = mixedHash(`${segment}|${other}`)
    if (weight > own || (weight === own && other < rank)) order += 1
  }
  return order
}

/** The same over peer ids, for as long as the tracker has given out no ranks: each neighbourhood has its own seeder. */
export function orderByPeerId(options: { segment: string; ownId: string; peerIds: Iterable<string> }): number {
  const { segment, ownId } = options
  const own = mixedHash(`${segment}|${ownId}`)
  let order = 0
  for (const id of options.peerIds) {
    const weight = mixedHash(`${segment}|${id}`)
    if (weight > own || (weight === own && id > ownId)) order += 1
  }
  return order
}

/**
 * Share of the time for peers that a segment may need to reach everybody: little, for a lone seeder may be the slowest
 * of the swarm, or lie. Near the edge a second one took the share of peers from 0.825 to 0.885 and more (bench:swarm, 40
 * viewers, segments of 1 s); where there is time it is in vain.
 */
const UNHURRIED_SHARE = 0.32
/** A piece on its way from one viewer to the next, beside its transfer: told of, asked for, sent, checked. */
const HOP_SECONDS = 0.12
/** More seeders than this share of the swarm would be no swarm. */
const MOST_SHARE = 0.25
/** However fast it could go: a seeder has a dozen neighbours, and one may be slow, or lie (bench:model, 500 viewers). */
const LEAST_SHARE = 0.01
/** In a large swarm fewer are enough to be sure of it: so many, and this share (bench:model, 2,000 and 10,000 viewers). */
const ENOUGH = 5
const ENOUGH_SHARE = 0.004

/**
 * How many viewers fetch each segment from the origin: the fewest with which it reaches everybody in time. k seeders
 * push one copy in `pushSeconds` / k, and the pieces of it double with each further hop (swarm.md, the model).
 */
export function selectSeeders(options: {
  /** Viewers in the swarm. */
  size: number
  /** From the listing of a segment to the last moment at which the origin can still deliver it. */
  windowSeconds: number
  /** Time for one typical seeder to send a whole segment. */
  pushSeconds: number
  pieces: number
}): number {
  const { size, windowSeconds, pushSeconds, pieces } = options
  const most = Math.max(1, Math.floor(size * MOST_SHARE))
  const least = Math.min(most, Math.max(1, Math.round(Math.min(size * LEAST_SHARE, ENOUGH + size * ENOUGH_SHARE))))
  for (let seeders = least; seeders < most; seeders++) {
    const seconds = pushSeconds / seeders + hopSeconds({ viewersASeeder: size / seeders, pushSeconds, pieces })
    if (seconds <= windowSeconds * UNHURRIED_SHARE) return seeders
  }
  return most
}

/**
 * From one viewer to the last of `viewersASeeder`, each passing on what it has: in the time of one hop, every holder of
 * a piece sends it as often as its uplink allows.
 */
export function hopSeconds(options: { viewersASeeder: number; pushSeconds: number; pieces: number }): number {
  const pieceSeconds = options.pushSeconds / Math.max(1, options.pieces)
  const hop = pieceSeconds + HOP_SECONDS
  const hops = Math.log(Math.max(1, options.viewersASeeder)) / Math.log(1 + hop / pieceSeconds)
  return hops * hop
}
