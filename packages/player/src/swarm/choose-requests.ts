/** Which missing pieces to ask which peer for: the rarest first, each from whoever is likely to send it soonest. */

/** What is known of a peer that could send pieces. */
export type Giver = {
  id: string
  /** Requests that it has not settled. */
  outstanding: number
  /** It refused a moment ago: milliseconds until it may be asked again. */
  pauseMs: number
  /** Milliseconds from its last settled request to the next, lately. */
  serviceMs: number
  /** It did something wrong, or was never asked: it is asked before all others, for one piece, to know sooner what it is. */
  isDoubted: boolean
  has: (piece: number) => boolean
}

/** Requests that may wait at one peer: enough to hide the way there and back. More would only wait in its queue. */
const QUEUED_MS = 100
const LEAST_OUTSTANDING = 2
const MOST_OUTSTANDING = 8
/** Estimates are coarse, and everybody has the same ones: without chance all would ask the same peer. */
const CHANCE = 0.5

export function mostOutstanding(serviceMs: number): number {
  return Math.min(MOST_OUTSTANDING, Math.max(LEAST_OUTSTANDING, Math.floor(QUEUED_MS / serviceMs)))
}

/**
 * Below this mean uplink, in bit rates of the rung, what is sent in vain is missed elsewhere. Links that lose packets
 * are measured as slow uplinks too, and are not meant.
 */
const SCARCE_UPLINK_RATIO = 1.15

/**
 * Where uplinks are scarce, nobody is asked for what would come too late (half of what was sent otherwise was in vain).
 * Where there is enough it costs nobody anything, and is in time more often than the queues let one expect.
 */
export function isUplinkScarce(uplinkRatio: number): boolean {
  return uplinkRatio < SCARCE_UPLINK_RATIO
}

/** Whether a giver that `waiting` requests are before needs longer than there is. */
export function isTooLate(about: { pauseMs: number; waiting: number; serviceMs: number; leftMs: number }): boolean {
  return about.pauseMs + (about.waiting + 1) * about.serviceMs > about.leftMs
}

/** `missing` are pieces that nobody was asked for yet. Givers' `outstanding` is counted on within. */
export function chooseRequests(options: {
  missing: readonly number[]
  givers: readonly Giver[]
  /** What would come later than this is sent in vain; infinite where there is uplink to spare. */
  leftMs: number
  random: () => number
}): { piece: number; giver: string }[] {
  const { givers, random } = options
  const outstanding = new Map(givers.map((giver) => [giver.id, giver.outstanding]))
  const chosen: { piece: number; giver: string }[] = []
  for (const { piece, holders } of rarestFirst(options.missing, givers, random)) {
    let best: { giver: Giver; cost: number } | undefined
    for (const giver of holders) {
      const waiting = outstanding.get(giver.id) ?? 0
      if (waiting >= (giver.isDoubted ? 1 : mostOutstanding(giver.serviceMs))) continue
      if (isTooLate({ ...giver, waiting, leftMs: options.leftMs })) continue
      const serviceMs = giver.isDoubted ? 0 : (waiting + 1) * giver.serviceMs * (1 + CHANCE * random())
      const cost = giver.pauseMs + serviceMs
      if (!best || cost < best.cost) best = { giver, cost }
    }
    if (!best || best.giver.pauseMs > 0) continue // a fast one that pauses is better than a slow one now
    outstanding.set(best.giver.id, (outstanding.get(best.giver.id) ?? 0) + 1)
    chosen.push({ piece, giver: best.giver.id })
  }
  return chosen
}

function rarestFirst(
  missing: readonly number[],
  givers: readonly Giver[],
  random: () => number,
): { piece: number; holders: Giver[] }[] {
  return missing
    .map((piece) => ({ piece, holders: givers.filter((giver) => giver.has(piece)), chance: random() }))
    .filter(({ holders }) => holders.length > 0)
    .sort((a, b) => a.holders.length - b.holders.length || a.chance - b.chance)
}
