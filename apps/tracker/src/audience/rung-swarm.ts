/** The present viewers of one rung's swarm: which of them seed, by which rank, and how fast their uplinks are. */

import type { SwarmHints } from '@shoal/protocol/telemetry'
import { Ranks } from './ranks.ts'
import type { Standing } from './standing.ts'

/**
 * Those that are not proven seed too until this many are, and again when fewer than the second are left: a swarm has to
 * start somehow, and one seeder alone would be missed for 15 s when it leaves without a word.
 */
const GROWN_UP_FROM = 3
const GROWN_UP_DOWN_TO = 2
/** One viewer in a data centre says nothing of what the others have; more than this is not needed of anybody. */
const MOST_UPLINK_RATIO = 10

type Place = { standing: Standing; uplinkRatio: number | undefined }

export class RungSwarm {
  readonly #places = new Map<string, Place>()
  readonly #proven = new Set<string>()
  readonly #unknown = new Set<string>()
  readonly #ranks = new Ranks<string>()
  #isYoung = true
  #uplinks = { sum: 0, count: 0 }

  get size(): number {
    return this.#places.size
  }

  /** Uplinks that are known, in bit rates of the rung. */
  get uplinks(): Readonly<{ sum: number; count: number }> {
    return this.#uplinks
  }

  standingOf(session: string): Standing | undefined {
    return this.#places.get(session)?.standing
  }

  /** @param uplinkRatio in bit rates of the rung; `undefined` when it was not measured */
  place(session: string, { standing, uplinkRatio }: Place): void {
    this.#uncount(session)
    const place = { standing, uplinkRatio: knownUplink({ standing, uplinkRatio }) }
    this.#places.set(session, place)
    if (place.uplinkRatio !== undefined) {
      this.#uplinks.sum += place.uplinkRatio
      this.#uplinks.count += 1
    }
    if (standing === 'proven') this.#proven.add(session)
    if (standing === 'unknown') this.#unknown.add(session)
    this.#growUp()
    if (standing === 'proven' || (standing === 'unknown' && this.#isYoung)) this.#ranks.give(session)
    else this.#ranks.take(session)
  }

  remove(session: string): void {
    this.#uncount(session)
    this.#places.delete(session)
    this.#ranks.take(session)
    this.#growUp()
  }

  hintsFor(session: string): SwarmHints {
    const { sum, count } = this.#uplinks
    return {
      size: this.#places.size,
      seeders: this.#ranks.size,
      rank: this.#ranks.of(session),
      ...(count > 0 ? { uplinkRatio: Math.max(0, Math.round((sum / count) * 100) / 100) } : {}),
    }
  }

  #uncount(session: string): void {
    const uplinkRatio = this.#places.get(session)?.uplinkRatio
    if (uplinkRatio !== undefined) {
      this.#uplinks.sum -= uplinkRatio
      this.#uplinks.count -= 1
    }
    this.#proven.delete(session)
    this.#unknown.delete(session)
  }

  #growUp(): void {
    const isYoung = this.#proven.size < (this.#isYoung ? GROWN_UP_FROM : GROWN_UP_DOWN_TO)
    if (isYoung === this.#isYoung) return
    this.#isYoung = isYoung
    for (const session of this.#unknown) {
      if (isYoung) this.#ranks.give(session)
      else this.#ranks.take(session)
    }
  }
}

/** What receivers confirm, what a viewer says against itself, and nothing of those that don't give. */
function knownUplink({ standing, uplinkRatio }: Place): number | undefined {
  if (standing === 'idle') return 0
  if (standing === 'unknown') return undefined
  return Math.min(uplinkRatio ?? 0, MOST_UPLINK_RATIO)
}
