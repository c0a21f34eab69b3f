/** What each viewer of a broadcast gives to the others, takes from them, and is asked for: by their words alone. */

import { getOrMake } from '../get-or-make.ts'
import { isFreeRider } from './free-rider.ts'
import { RECENT_SECONDS, RecentSum } from './recent-sum.ts'

/** Encoders overshoot a rung's bit rate now and then; who takes more than this does not play it. */
const BYTES_OVER_BANDWIDTH = 1.3
/** More need not be remembered to know that there were several. */
const MOST_ASKERS = 6
const JUDGED_EACH_MS = 2500

type Known = {
  sinceMs: number
  lastMs: number
  taken: RecentSum
  given: RecentSum
  asks: RecentSum
  askers: Map<string, number>
  judged: { atMs: number; isRider: boolean }
}

export class Conducts {
  readonly #bySession = new Map<string, Known>()

  gave(session: string, bytes: number, nowMs: number): void {
    this.#known(session, nowMs).given.add(bytes, nowMs)
  }

  took(session: string, bytes: number, nowMs: number): void {
    this.#known(session, nowMs).taken.add(bytes, nowMs)
  }

  wasAsked(session: string, asker: string, nowMs: number): void {
    const { asks, askers } = this.#known(session, nowMs)
    asks.add(1, nowMs)
    askers.set(asker, nowMs)
    if (askers.size <= MOST_ASKERS) return
    for (const oldest of askers.keys()) return void askers.delete(oldest)
  }

  /** @param bandwidth of the rung, bits a second */
  isRider(session: string, { claimsToGive, bandwidth }: { claimsToGive: boolean; bandwidth: number }, nowMs: number) {
    const known = this.#bySession.get(session)
    if (!known) return false
    if (Math.abs(nowMs - known.judged.atMs) < JUDGED_EACH_MS) return known.judged.isRider
    const perSecond = bandwidth / 8
    const isRider = isFreeRider({
      ...{ knownMs: nowMs - known.sinceMs, claimsToGive },
      takenSeconds: Math.min(known.taken.sum(nowMs) / perSecond, RECENT_SECONDS * BYTES_OVER_BANDWIDTH),
      givenSeconds: known.given.sum(nowMs) / perSecond,
      askers: [...known.askers.values()].filter((atMs) => nowMs - atMs < RECENT_SECONDS * 1000).length,
      asks: known.asks.sum(nowMs),
    })
    known.judged = { atMs: nowMs, isRider }
    return isRider
  }

  forget(nowMs: number): void {
    for (const [session, { lastMs }] of this.#bySession) {
      if (nowMs - lastMs > RECENT_SECONDS * 1000) this.#bySession.delete(session)
    }
  }

  #known(session: string, nowMs: number): Known {
    const known = getOrMake(this.#bySession, session, () => ({
      ...{ sinceMs: nowMs, lastMs: nowMs, taken: new RecentSum(), given: new RecentSum(), asks: new RecentSum() },
      ...{ askers: new Map<string, number>(), judged: { atMs: Number.NEGATIVE_INFINITY, isRider: false } },
    }))
    known.lastMs = nowMs
    return known
  }
}
