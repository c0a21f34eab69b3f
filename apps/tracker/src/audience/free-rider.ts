/** Who could give and does not, by the words of those that it deals with. */

/** Of the last minutes (`RECENT_SECONDS`), unless it says otherwise; all of it is what others say. */
export type Conduct = {
  /** Since anybody heard of it. */
  knownMs: number
  /** It says that it gives: by its reports, or by its peer id when it sends none. */
  claimsToGive: boolean
  /** What others sent it, and what others got from it, in seconds of the rung that is played here. */
  takenSeconds: number
  givenSeconds: number
  /** Different viewers that asked it for something, and in how many reports they said so. */
  askers: number
  asks: number
}

const NEWCOMER_MS = 60_000
const MANY_SECONDS = 30
const LEAST_ASKERS = 3
const LEAST_ASKS = 6
const FAIR_SHARE = 0.05

/**
 * The reasons. A newcomer has nothing to give yet, and a viewer that nobody asked had no chance to. What it gave and took
 * is the word of the others, because a modified player says of itself what it likes. A twentieth of what it took is what
 * the slowest uplink that is asked at all can do. One that says that it does not give is no rider: nobody asks it, and a
 * phone on mobile data cannot be told from one that only says so; it gains nothing that the viewer's own setting would
 * not give it. Liars who say that they asked, or sent, make no rider of a viewer that honest ones name for its share:
 * `takenSeconds` is bounded by what can be played.
 */
export function isFreeRider(conduct: Conduct): boolean {
  const { knownMs, claimsToGive, takenSeconds, givenSeconds, askers, asks } = conduct
  if (!claimsToGive || knownMs < NEWCOMER_MS || takenSeconds < MANY_SECONDS) return false
  if (askers < LEAST_ASKERS || asks < LEAST_ASKS) return false
  return givenSeconds < takenSeconds * FAIR_SHARE
}
