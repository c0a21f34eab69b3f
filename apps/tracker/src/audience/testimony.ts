/** What the viewers of a broadcast say for and against each other, and when that is enough to keep somebody out. */

import type { Offence } from '@shoal/protocol/telemetry'
import { getOrMake } from '../get-or-make.ts'

const COUNTS_FOR_MS = 300_000
/** Sessions that must accuse somebody, one more for each hundred viewers up to the second figure. */
const LEAST_ACCUSERS = 3
const MOST_ACCUSERS_NEEDED = 8
/** They have to be in as many blocks of addresses as this, where the swarm is. */
export const LEAST_BLOCKS = 3
/** Who accuses a larger share of the swarm has a broken link, or lies. */
const BELIEVED_SHARE = 1 / 3
/** Kept of those that speak for one viewer: those that speak against it push none of them out. */
const MOST_SUPPORTERS = 32

type Word = {
  atMs: number
  block: string
  offence: Offence | null
  /** It is kept, and not believed before this. */
  countsFromMs: number
}
type Accusation = { offence: Offence; block: string; nowMs: number; countsFromMs?: number }
export type Crowd = { viewers: number; blocks: number }
export type Verdict = 'innocent' | 'corrupts' | 'fails'

export class Testimony {
  /** Of each session, by those who speak of it; `offence` is null where it served them well. */
  readonly #words = new Map<string, Map<string, Word>>()
  /** By accuser: whom, and when. */
  readonly #accusations = new Map<string, Map<string, number>>()

  /** `witness` got bytes from `session` that were right. An accusation by the same witness stands. */
  support(session: string, witness: string, { block, nowMs }: { block: string; nowMs: number }): void {
    const words = getOrMake(this.#words, session, () => new Map<string, Word>())
    const known = words.get(witness)
    if (known?.offence && isFresh(known.atMs, nowMs)) return
    if (known?.offence === null) known.atMs = nowMs
    else words.set(witness, { atMs: nowMs, block, offence: null, countsFromMs: nowMs })
    const supporters = [...words].filter(([, { offence }]) => offence === null)
    const [oldest] = supporters
    if (oldest && supporters.length > MOST_SUPPORTERS) words.delete(oldest[0])
  }

  /** Once per witness and session, however often it is said. */
  accuse(session: string, witness: string, word: Accusation): void {
    const { offence, block, nowMs, countsFromMs = nowMs } = word
    const words = getOrMake(this.#words, session, () => new Map<string, Word>())
    words.set(witness, { atMs: nowMs, block, offence, countsFromMs })
    getOrMake(this.#accusations, witness, () => new Map<string, number>()).set(session, nowMs)
  }

  /**
   * The number that is needed grows with the swarm, because a large one has room for more liars; and those who accuse
   * must outnumber those who were served well, because a viewer that really offends does so to most of its peers, while
   * liars find an honest one in the middle of those that it serves.
   */
  judge(session: string, { viewers, blocks }: Crowd, nowMs: number): Verdict {
    const words = [...(this.#words.get(session) ?? [])].filter(([, { atMs }]) => isFresh(atMs, nowMs))
    const against = words.filter(
      ([witness, { offence, countsFromMs }]) =>
        offence && countsFromMs <= nowMs && this.#isBelieved(witness, viewers, nowMs),
    )
    const supporters = words.filter(([, { offence }]) => offence === null).length
    const needed = Math.min(LEAST_ACCUSERS + Math.floor(viewers / 100), MOST_ACCUSERS_NEEDED)
    if (against.length < needed || against.length <= supporters) return 'innocent'
    if (new Set(against.map(([, { block }]) => block)).size < Math.min(LEAST_BLOCKS, blocks)) return 'innocent'
    return against.some(([, { offence }]) => offence === 'corrupt') ? 'corrupts' : 'fails'
  }

  forget(nowMs: number): void {
    for (const [session, words] of this.#words) {
      for (const [witness, { atMs }] of words) if (!isFresh(atMs, nowMs)) words.delete(witness)
      if (words.size === 0) this.#words.delete(session)
    }
    for (const [witness, accused] of this.#accusations) {
      for (const [session, atMs] of accused) if (!isFresh(atMs, nowMs)) accused.delete(session)
      if (accused.size === 0) this.#accusations.delete(witness)
    }
  }

  #isBelieved(witness: string, viewers: number, nowMs: number): boolean {
    const accused = [...(this.#accusations.get(witness)?.values() ?? [])].filter((atMs) => isFresh(atMs, nowMs))
    return accused.length <= viewers * BELIEVED_SHARE
  }
}

function isFresh(atMs: number, nowMs: number): boolean {
  return nowMs - atMs < COUNTS_FOR_MS
}
