/** When a segment is to be fetched from the origin: at once by its seeders, in time by everybody who is left without. */

/** Until the origin is measured, this much before the playhead reaches a segment it is asked for what is missing. */
const FIRST_PANIC_SECONDS = 1.1
/**
 * From then on: so much, so many of the times that it took lately and of how these differ, and so many of how late this
 * viewer's own timers are, for asking, taking the answer and decoding it all wait for their turn.
 */
const PANIC_BASE_SECONDS = 0.4
const PANIC_FETCHES = 2
const PANIC_SPREADS = 2
/** In fetches: after a change of rung all fetches differ from those before, which is no sign of a fickle origin. */
const MOST_SPREAD = 0.4
const PANIC_LATENESSES = 1.5
const PANIC_MOST_SECONDS = 6
/** Drawn anew for each viewer and segment, so that a dead seeder does not send everybody to the origin at once. */
const PANIC_JITTER_SECONDS = 0.25
/** What peers are sending at that moment is waited for until this share of the panic window is left. */
export const LAST_MOMENT_SHARE = 0.75
/** While peers may still turn up, what the playhead reaches this soon is fetched; the rest they may have already. */
const GREETING_MORE_SECONDS = 0.2
export const GREETING_MS = 4000
/** In the past there is no edge to wait at, and a viewer without peers is to have a buffer like any other's. */
const PAST_GREETING_MORE_SECONDS = 3
/** In the past what is nearer than this is not left to peers: a third of a player's buffer, whatever becomes of them. */
const PAST_PANIC_SECONDS = 10
/** An origin that takes longer than this for a segment is not kept waiting for peers. */
const GREETING_SLOWEST_FETCH_SECONDS = 1
/** Share of the time for peers after which the next in order stands in for a seeder that nobody hears of. */
const STAND_IN_SHARE = 0.45
const STAND_IN_STEP_SHARE = 0.15
/** How far down the order viewers stand in. */
const STAND_INS = 2
/** So long before the panic window, the first in order fetches what was there before it came, and the next later. */
const OLD_LEAD_SECONDS = 2.6
const OLD_STEP_SECONDS = 0.9

export type OriginPace = {
  /** How long a segment took lately; 0 where that is not known. */
  fetchSeconds: number
  /** How far from that it was, on average. */
  spreadSeconds: number
  /** How late this viewer's own timers are at worst, lately. */
  latenessSeconds: number
}

/**
 * The panic window: with less than this to go, the origin is asked, whatever peers promise.
 * @param random in [0, 1)
 */
export function selectPanicSeconds(pace: OriginPace, random: number): number {
  const { fetchSeconds, spreadSeconds, latenessSeconds } = pace
  const measured =
    PANIC_BASE_SECONDS +
    PANIC_FETCHES * fetchSeconds +
    PANIC_SPREADS * Math.min(spreadSeconds, MOST_SPREAD * fetchSeconds)
  const usual = fetchSeconds === 0 ? FIRST_PANIC_SECONDS : measured
  return Math.min(PANIC_MOST_SECONDS, usual + PANIC_LATENESSES * latenessSeconds + PANIC_JITTER_SECONDS * random)
}

export type OriginQuestion = {
  nowMs: number
  /** When this viewer first saw it listed. */
  seenAtMs: number
  /** From now until the playhead reaches it. */
  startsInSeconds: number
  panicSeconds: number
  /** It was in the first playlist. */
  isOld: boolean
  /** Our place among its seeders; null for those who never are. */
  order: number | null
  /** From its listing until a seeder fetches it; unless 0, only if nobody else does by then. */
  hesitationMs: number
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

/** Where nobody seeds. */
type PeerlessQuestion = Omit<OriginQuestion, 'order' | 'seeders' | 'seenAtMs' | 'isOld' | 'hesitationMs'>

/** Why the origin is asked: for the swarm, in a silent seeder's place, because time is up, or because there are no peers. */
export type OriginReason = 'seeds' | 'stands-in' | 'late' | 'alone'
/** Fetch it, or ask again after this time in milliseconds (null: only an event changes the answer). */
export type OriginPlan = { fetch: OriginReason } | { askAgainInMs: number | null }

export function planOrigin(question: OriginQuestion): OriginPlan {
  const { nowMs, seenAtMs, startsInSeconds, panicSeconds, order, seeders } = question
  if (question.givers === 0) return planAlone(question)
  if (startsInSeconds <= panicSeconds) return { fetch: 'late' }
  if (question.isOld) return planOld(question)
  const panicInMs = (startsInSeconds - panicSeconds) * 1000
  const { hesitationMs } = question
  if (order !== null && order < seeders && !(hesitationMs > 0 && question.isUnderWay)) {
    const inMs = seenAtMs + hesitationMs - nowMs
    return inMs <= 0 ? { fetch: 'seeds' } : { askAgainInMs: Math.min(inMs, panicInMs) }
  }
  const turn = order === null ? Number.POSITIVE_INFINITY : order - seeders
  if (turn >= STAND_INS || question.isUnderWay) return { askAgainInMs: panicInMs }
  const windowMs = nowMs - seenAtMs + panicInMs
  const standInMs = seenAtMs + windowMs * (STAND_IN_SHARE + STAND_IN_STEP_SHARE * turn) - nowMs
  return standInMs <= 0 ? { fetch: 'stands-in' } : { askAgainInMs: Math.min(standInMs, panicInMs) }
}

/** Who comes in a crowd may meet nobody who has it: one of a neighbourhood fetches it, and the others take it from there. */
function planOld({ startsInSeconds, panicSeconds, order, isUnderWay }: OriginQuestion): OriginPlan {
  const panicInMs = (startsInSeconds - panicSeconds) * 1000
  if (order === null || order > STAND_INS || isUnderWay) return { askAgainInMs: panicInMs }
  const dueInMs = panicInMs - (OLD_LEAD_SECONDS - order * OLD_STEP_SECONDS) * 1000
  return dueInMs <= 0 ? { fetch: 'stands-in' } : { askAgainInMs: dueInMs }
}

/** In the past a buffer can be filled long before it is played, and a slow peer is not to keep it short. */
export function pastPanicSeconds(panicSeconds: number): number {
  return Math.max(PAST_PANIC_SECONDS, panicSeconds)
}

/** In the past nobody seeds: what a peer has it sends in time, and all else comes from the origin once it is asked for. */
export function planPastOrigin(question: PeerlessQuestion): OriginPlan {
  const { startsInSeconds, panicSeconds, isAskedFor, isUnderWay } = question
  if (question.givers === 0) {
    return planAlone({ ...question, startsInSeconds: startsInSeconds - PAST_GREETING_MORE_SECONDS })
  }
  if (!isAskedFor) return { askAgainInMs: null }
  if (!isUnderWay) return { fetch: 'alone' }
  const leftSeconds = startsInSeconds - pastPanicSeconds(panicSeconds)
  return leftSeconds <= 0 ? { fetch: 'late' } : { askAgainInMs: leftSeconds * 1000 }
}

/** Without a peer there is nothing to wait for, but in the first seconds, when one may still turn up. */
function planAlone(question: PeerlessQuestion): OriginPlan {
  if (!question.isAskedFor) return { askAgainInMs: null }
  const greetingInMs = question.startedAtMs + GREETING_MS - question.nowMs
  const reachSeconds = question.panicSeconds + GREETING_MORE_SECONDS
  const isGreeting = greetingInMs > 0 && question.fetchSeconds <= GREETING_SLOWEST_FETCH_SECONDS
  if (!isGreeting || question.startsInSeconds <= reachSeconds) return { fetch: 'alone' }
  return { askAgainInMs: Math.min(greetingInMs, (question.startsInSeconds - reachSeconds) * 1000) }
}
