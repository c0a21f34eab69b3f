/** Whom to introduce to whom. Pure but for the dice. */

/** Tries per peer wanted, before a swarm that has few suitable ones is given up on. */
const TRIES = 8

/** Up to `wanted` of `candidates` that suit, each once, at random; its cost does not grow with the swarm. */
export function selectPeers<Peer>(options: {
  candidates: readonly Peer[]
  wanted: number
  suits: (peer: Peer) => boolean
  random?: () => number
}): Peer[] {
  const { candidates, wanted, suits, random = Math.random } = options
  const size = candidates.length
  if (size <= wanted * TRIES) return shuffled(candidates.filter(suits), random).slice(0, wanted)
  const tried = new Set<number>()
  const chosen: Peer[] = []
  for (let tries = wanted * TRIES; tries > 0 && chosen.length < wanted; tries--) {
    const index = Math.floor(random() * size)
    const peer = candidates[index]
    if (peer === undefined || tried.has(index)) continue
    tried.add(index)
    if (suits(peer)) chosen.push(peer)
  }
  return chosen
}

/** Fisher and Yates, as in Knuth, The Art of Computer Programming, volume 2, algorithm P. */
function shuffled<Peer>(peers: Peer[], random: () => number): Peer[] {
  const rest = [...peers]
  const result: Peer[] = []
  while (rest.length > 0) result.push(...rest.splice(Math.floor(random() * rest.length), 1))
  return result
}
