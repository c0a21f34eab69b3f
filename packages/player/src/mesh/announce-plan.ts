/** How many connections to offer, and when to announce next. Pure. */

/** Copies of a segment reach 40 viewers over 8 links each nearly as well as over 19, at 60 % of the CPU (swarm.md). */
const TARGET_LINKS = 12
/** With offers of others on top. Chrome breaks at some 500 connections a tab, and each link costs messages. */
export const MAX_LINKS = 20
/** Made and not answered, at a time. */
export const MAX_OFFERS_IN_FLIGHT = 10
const MAX_OFFERS_PER_ANNOUNCE = 5
/** In a swarm of more than this, others' offers come as often as ours, and each is a handshake while a picture begins. */
const FEW_VIEWERS = 10
const MAX_OFFERS_IN_A_CROWD = 3
/** Fewer links than this cannot carry a rung when one of them goes. */
const FEW_LINKS = 3
/** From here on announces are for newcomers' sake alone. */
const MANY_LINKS = 8
const QUICK_MS = 3000
/** A swarm that has just gathered, or comes back after its tracker did, may be large enough a moment later. */
const ASKING_MS = 1500
const RARE_MS = { least: 120_000, most: 300_000 }
/** Our tracker forgets a viewer 90 s after the announce that it asked for. */
const PATIENCE_MS = 60_000
/** What a tracker asked for when there were more links than now may be minutes. */
const MOST_WITH_SOME_MS = 30_000

/** `here` are those who were last heard of in the swarm that is announced in: links outlive a change of swarm. */
export type RosterCounts = {
  links: number
  linksHere: number
  /** Links, and peers who are about to be linked. */
  known: number
  knownHere: number
  /** Offers that may well be answered yet. */
  offered: number
}

/** `size` is what the tracker told last, oneself included; 0 before it did. */
export type SwarmSize = { size: number; leastPeers: number }

export function planOffers(about: SwarmSize & { counts: RosterCounts; isReturning: boolean }): number {
  const { size, leastPeers, counts, isReturning } = about
  if (size < leastPeers) return 0
  const most = size > FEW_VIEWERS ? MAX_OFFERS_IN_A_CROWD : MAX_OFFERS_PER_ANNOUNCE
  const wanted = Math.min(most, TARGET_LINKS - counts.known)
  // Whoever came while the tracker was away has nobody yet: each who returns brings one offer.
  const least = isReturning && counts.known < MAX_LINKS ? 1 : 0
  const others = size - 1
  if (others <= counts.knownHere) return 0
  // The tracker picks at random: to reach the one stranger among them, everybody gets an offer.
  return Math.max(0, Math.min(Math.max(wanted, least), others, MAX_OFFERS_IN_FLIGHT - counts.offered))
}

/** `quickTries` counts announces in a row that brought no link: peers behind strict NATs stay out of reach. */
export function announceDelayMs(
  about: SwarmSize & { counts: RosterCounts; intervalMs: number; quickTries: number; random: number },
): number {
  const { size, leastPeers, counts, intervalMs, quickTries, random } = about
  const jitteredMs = Math.round(intervalMs * (0.9 + random / 5))
  const growth = 2 ** Math.min(quickTries, 10)
  if (size < leastPeers) return Math.min(jitteredMs, ASKING_MS * growth)
  const quickMs = QUICK_MS * growth
  if (counts.linksHere < Math.min(FEW_LINKS, size - 1)) return Math.min(jitteredMs, quickMs)
  if (counts.links < MANY_LINKS) return Math.min(jitteredMs, MOST_WITH_SOME_MS)
  const rareMs = Math.round(RARE_MS.least + (RARE_MS.most - RARE_MS.least) * random)
  return Math.min(Math.max(jitteredMs, rareMs), jitteredMs + PATIENCE_MS)
}
