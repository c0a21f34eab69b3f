/** How bad waiting is: the bands that broadcasters go by. Pure. */

export type RebufferBand = 'good' | 'acceptable' | 'bad' | 'none'

export const GOOD_BELOW = 0.01
export const BAD_ABOVE = 0.03

/** @param ratio time waited of time watched */
export function rebufferBand(ratio: number | null): RebufferBand {
  if (ratio === null) return 'none'
  if (ratio < GOOD_BELOW) return 'good'
  return ratio <= BAD_ABOVE ? 'acceptable' : 'bad'
}

/** Null where nobody watched. */
export function rebufferRatio({ playedMs, stalledMs }: { playedMs: number; stalledMs: number }): number | null {
  return playedMs + stalledMs > 0 ? stalledMs / (playedMs + stalledMs) : null
}
