/** Watches both groups of one broadcast, and says when P2P is to be off for it, and when it is tried again. */

import type { AudienceGroup } from '@shoal/db/roll-ups'
import { getOrMake } from '../get-or-make.ts'
import { type GroupSample, judgeP2p, type P2pVerdict, sampleGroup, startVerdict } from './p2p-verdict.ts'
import { RecentSum } from './recent-sum.ts'

const LOOKS_EACH_MS = 30_000
/** A viewer says something of its group once it was there for so long, of the last minutes. */
const LEAST_WATCHED_MS = 30_000

type Watched = { group: AudienceGroup; played: RecentSum; stalled: RecentSum }
/** The samples that it was judged by go into the log. */
export type P2pChange = { isGood: boolean; swarm: GroupSample; control: GroupSample }

export class P2pWatch {
  readonly #viewers = new Map<string, Watched>()
  #verdict: P2pVerdict
  #lookedAtMs: number

  constructor(nowMs: number) {
    this.#verdict = startVerdict(nowMs)
    this.#lookedAtMs = nowMs
  }

  get isGood(): boolean {
    return this.#verdict.isGood
  }

  hear(session: string, word: { group: AudienceGroup; playedMs: number; stalledMs: number; nowMs: number }): void {
    const viewer = getOrMake(this.#viewers, session, () => ({
      ...{ group: word.group, played: new RecentSum(), stalled: new RecentSum() },
    }))
    viewer.group = word.group
    viewer.played.add(word.playedMs, word.nowMs)
    viewer.stalled.add(word.stalledMs, word.nowMs)
  }

  /** Call each second or so. `null` while nothing changes. */
  tick(nowMs: number): P2pChange | null {
    if (Math.abs(nowMs - this.#lookedAtMs) < LOOKS_EACH_MS) return null
    this.#lookedAtMs = nowMs
    const swarm: { playedMs: number; stalledMs: number }[] = []
    const control: typeof swarm = []
    for (const [session, { group, played, stalled }] of this.#viewers) {
      const word = { playedMs: played.sum(nowMs), stalledMs: stalled.sum(nowMs) }
      const watchedMs = word.playedMs + word.stalledMs
      if (watchedMs === 0) this.#viewers.delete(session)
      if (watchedMs < LEAST_WATCHED_MS) continue
      if (group === 'swarm') swarm.push(word)
      if (group === 'control') control.push(word)
    }
    const samples = { swarm: sampleGroup(swarm), control: sampleGroup(control) }
    const before = this.#verdict.isGood
    this.#verdict = judgeP2p(this.#verdict, samples, nowMs)
    return this.#verdict.isGood === before ? null : { isGood: this.#verdict.isGood, ...samples }
  }
}
