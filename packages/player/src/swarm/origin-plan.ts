/** When a segment is to be fetched from the origin: at once by its seeders, in time by everybody who is left without. */

/** A segment that the playhead reaches within this time comes from the origin, whatever peers promise. */
const PANIC_MOST_USUAL_SECONDS = 1.1
const PANIC_LEAST_SECONDS = 0.7
/** Drawn anew for each viewer and segment, so that a dead seeder does not send everybody to the origin at once. */
const PANIC_JITTER_SECONDS = 0.3
/** The most that a slow origin may stretch the panic window to. */
const PANIC_MOST_SECONDS = 6
/** While peers may still turn up, what the playhead reaches this soon is fetched; the rest they may have already. */
const GREETING_MORE_SECONDS = 1
export const GREETING_MS = 4000
/** An origin that takes longer than this for a segment is not kept waiting for peers. */
const GREETING_SLOWEST_FETCH_SECONDS = 1
/** Share of the time for peers after which the next in order stands in for a seeder that nobody hears of. */
const STAND_IN_SHARE = 0.45
const STAND_IN_STEP_SHARE = 0.15
/** How far down the order viewers stand in. */
const STAND_INS = 2

/**
 * The panic window. `fetchSeconds` is how long the origin took for a segment lately (0: not known), `random` in [0, 1).
 */
export function selectPanicSeconds(options: { segmentSeconds: number; fetchSeconds: number; random: number }): number {
  const { segmentSeconds, fetchSeconds, random } = options
  const usual = Math.min(PANIC_MOST_USUAL_SECONDS, Math.max(PANIC_LEAST_SECONDS, 0.4 + 0.35 * segmentSeconds))
  const least = usual + PANIC_JITTER_SECONDS * random
  return Math.min(PANIC_MOST_SECONDS, Math.max(least, 0.5 + 1.5 * fetchSeconds))
}

export type OriginQuestion = {
  nowMs: number
  /** When this viewer first saw it listed. */
  seenAtMs: number
  /** From now until the playhead reaches it. */
  startsInSeconds: number
  panicSeconds: number
  /** Our place among its seeders; null for those who never are. */
  order: number | null
  seeders: number
  /** Somebody has some of it, or said that they fetch it. */
  isUnderWay: boolean
  /** The decoder waits for it. */
  isAskedFor: boolean
  /** Peers that give. */
  givers: number
  startedAtMs: number
  fetchSeconds: number
}

/** `fetch`, or the time in milliseconds after which to ask again (null: only an event changes the answer). */
export type OriginPlan = 'fetch' | { askAgainInMs: number | null }

export function planOrigin(question: OriginQuestion): OriginPlan {
  const { nowMs, seenAtMs, startsInSeconds, panicSeconds, order, seeders } = question
  if (question.givers === 0) return planAlone(question)
  if (startsInSeconds <= panicSeconds) return 'fetch'
  if (order !== null && order < seeders) return 'fetch'
  const panicInMs = (startsInSeconds - panicSeconds) * 1000
  const turn = order === null ? Number.POSITIVE_INFINITY : order - seeders
  if (turn >= STAND_INS || question.isUnderWay) return { askAgainInMs: panicInMs }
  const windowMs = nowMs - seenAtMs + panicInMs
  const standInMs = seenAtMs + windowMs * (STAND_IN_SHARE + STAND_IN_STEP_SHARE * turn) - nowMs
  return standInMs <= 0 ? 'fetch' : { askAgainInMs: Math.min(standInMs, panicInMs) }
}

/** Without a peer there is nothing to wait for, but in the first seconds, when one may still turn up. */
function planAlone(question: OriginQuestion): OriginPlan {
  if (!question.isAskedFor) return { askAgainInMs: null }
  const greetingInMs = question.startedAtMs + GREETING_MS - question.nowMs
  const reachSeconds = question.panicSeconds + GREETING_MORE_SECONDS
  const isGreeting = greetingInMs > 0 && question.fetchSeconds <= GREETING_SLOWEST_FETCH_SECONDS
  if (!isGreeting || question.startsInSeconds <= reachSeconds) return 'fetch'
  return { askAgainInMs: Math.min(greetingInMs, (question.startsInSeconds - reachSeconds) * 1000) }
}
