/** Whom to introduce to whom: neighbours first, those with few links first, and always some from anywhere. */

/** Share of a viewer's links that shall be with neighbours; the others keep the swarm one whole. */
const NEAR_SHARE = 0.7
/** Links from which on a peer is not chosen any more. */
export const MOST_LINKS = 12
/** Neighbours bear a few more. */
const MOST_LINKS_NEAR = 18
/** And everybody for a viewer that would have fewer than three; the player refuses what is over 20. */
const MOST_LINKS_IN_NEED = 20
const LEAST_LINKS = 3
/** A pool of this size is looked at whole. */
const SMALL = 64
/** Draws per peer wanted, before a larger pool that has few suitable ones is given up on. */
const TRIES = 8

export type Candidate = {
  /** Links that it has, and introductions that it has not answered yet. */
  readonly load: number
}

export type PeerChoice<Peer extends Candidate> = {
  /** Pools of neighbours, the nearest first. They are in `everyone` too. */
  near: readonly (readonly Peer[])[]
  everyone: readonly Peer[]
  wanted: number
  /** Links of the viewer that is to be introduced. */
  links: number
  /** How many of them are with neighbours. */
  nearLinks: number
  suits: (peer: Peer) => boolean
  random: () => number
}

/** Up to `wanted` that suit, each once; its cost does not grow with the swarm. */
export function selectPeers<Peer extends Candidate>(choice: PeerChoice<Peer>): Peer[] {
  const { near, everyone, links, nearLinks, suits, random } = choice
  const wanted = Math.min(choice.wanted, MOST_LINKS - links)
  const nearWanted = Math.round(NEAR_SHARE * (links + wanted)) - nearLinks
  const chosen: Peer[] = []
  const pick = (pool: readonly Peer[], upTo: number, mostLinks: number) => {
    const isFree = (peer: Peer) => peer.load < mostLinks && suits(peer) && !chosen.includes(peer)
    const count = upTo - chosen.length
    if (count > 0) chosen.push(...drawPeers({ pool, count, isFree, random }))
  }
  for (const pool of near) pick(pool, Math.min(wanted, nearWanted), MOST_LINKS_NEAR)
  pick(everyone, wanted, MOST_LINKS)
  // a newcomer to a swarm that is full would be alone, and the next one with it
  const needed = Math.min(wanted, LEAST_LINKS - links)
  pick(everyone, needed, MOST_LINKS_IN_NEED)
  if (links === 0) pick(everyone, Math.min(wanted, 1), Number.POSITIVE_INFINITY)
  return chosen
}

type Draw<Peer> = {
  pool: readonly Peer[]
  count: number
  isFree: (peer: Peer) => boolean
  random: () => number
}

/** Those with few links first among all in a small pool, and among two of a large one (the power of two choices). */
function drawPeers<Peer extends Candidate>({ pool, count, isFree, random }: Draw<Peer>): Peer[] {
  const drawn: Peer[] = []
  if (pool.length <= SMALL) {
    const free = shuffle(pool.filter(isFree), random)
    return free.sort((one, other) => one.load - other.load).slice(0, count)
  }
  let held: Peer | undefined
  for (let tries = count * TRIES; tries > 0 && drawn.length < count; tries--) {
    const peer = pool[Math.floor(random() * pool.length)]
    if (peer === undefined || peer === held || drawn.includes(peer) || !isFree(peer)) continue
    if (held === undefined) {
      held = peer
      continue
    }
    drawn.push(peer.load < held.load ? peer : held)
    held = undefined
  }
  if (held !== undefined && drawn.length < count) drawn.push(held)
  return drawn
}

/** Fisher and Yates, as in Knuth, The Art of Computer Programming, volume 2, algorithm P. */
function shuffle<Peer>(peers: Peer[], random: () => number): Peer[] {
  for (let end = peers.length - 1; end > 0; end--) {
    const other = Math.floor(random() * (end + 1))
    const [one, two] = [peers[end], peers[other]]
    if (one === undefined || two === undefined) continue
    peers[end] = two
    peers[other] = one
  }
  return peers
}
