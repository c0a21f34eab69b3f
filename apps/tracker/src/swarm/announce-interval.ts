/** When a viewer is to announce again: soon while it has few links, and seldom from then on. */

const SOON_SECONDS = 15
const ENOUGH_LINKS = 8
/** Spread, so that a crowd that came at once does not come back at once. */
const SELDOM_SECONDS = { from: 120, to: 300 }

export function nextAnnounceSeconds(links: number, random: () => number): number {
  if (links < ENOUGH_LINKS) return SOON_SECONDS
  return Math.round(SELDOM_SECONDS.from + random() * (SELDOM_SECONDS.to - SELDOM_SECONDS.from))
}
