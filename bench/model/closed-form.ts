/** The bounds of swarm.md's model, for viewers that are all alike: what no swarm can do better than. */

export type ClosedForm = {
  viewers: number
  seeders: number
  /** From the moment a seeder has a segment until it must come from the origin. */
  windowSeconds: number
  /** Time for one viewer to send one copy with its whole uplink. */
  pushSeconds: number
}

/** Copies double each `pushSeconds`: k · 2^(W/τ), and no more than there are viewers. */
function mostCopies({ viewers, seeders, windowSeconds, pushSeconds }: ClosedForm): number {
  return Math.min(viewers, seeders * 2 ** Math.max(0, windowSeconds / pushSeconds))
}

/** Neither the copies that time allows nor the bytes that the uplinks carry can be exceeded. */
export function mostOffload(options: ClosedForm & { uplinkRatio: number }): number {
  return Math.min((mostCopies(options) - options.seeders) / options.viewers, options.uplinkRatio)
}
