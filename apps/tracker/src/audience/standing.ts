/** Whether a viewer has proved that it can seed: its uplink as it was measured, and the word of those that received. */

/**
 * `proven` has a fast uplink, and others received from it; `unknown` gives, and nothing is measured or heard of it yet;
 * `slow` measured an uplink that is too slow to seed; `idle` does not give.
 */
export type Standing = 'proven' | 'unknown' | 'slow' | 'idle'

/** Uplink in bit rates of the rung that makes a seeder, and the one below which it is none any more. */
const PROVEN_FROM = 1.5
const PROVEN_DOWN_TO = 1.2
/** A seeder from which nobody got anything for so long has to prove itself again. */
const PROOF_LASTS_MS = 120_000

export type Evidence = {
  /** Its ticket lets it, and it says so. */
  gives: boolean
  /** In bit rates of the rung; `undefined` until it was measured. */
  uplinkRatio: number | undefined
  /** When another viewer last named it as the source of checked bytes. */
  namedAtMs: number | undefined
  before: Standing
  nowMs: number
}

export function judgeStanding({ gives, uplinkRatio, namedAtMs, before, nowMs }: Evidence): Standing {
  if (!gives) return 'idle'
  if (uplinkRatio === undefined) return 'unknown'
  if (uplinkRatio < (before === 'proven' ? PROVEN_DOWN_TO : PROVEN_FROM)) return 'slow'
  const isNamed = namedAtMs !== undefined && nowMs - namedAtMs < PROOF_LASTS_MS
  return isNamed ? 'proven' : 'unknown'
}
