/** Watches both groups of one broadcast, and says when P2P is to be off for it, and when it is tried again. */

import type { AudienceGroup } from '@shoal/db/roll-ups'
import { getOrMake } from '../get-or-make.ts'
import { type GroupSample, judgeP2p, type P2pVerdict, sampleGroup, startVerdict } from './p2p-verdict.ts'
import { RecentSum } from './recent-sum.ts'

const LOOKS_EACH_MS = 30_000
/** A viewer says something of its group once it was there for so long, of the last minutes. */
const LEAST_WATCHED_MS = 30_000
/** Anybody can have any number of tickets: of each so many blocks of addresses, one viewer more counts of each. */
const BLOCKS_A_VIEWER = 10

type Watched = { group: AudienceGroup; block: string; played: RecentSum; stalled: RecentSum }
type Watching = { block: string; playedMs: number; stalledMs: number }
type Word = { group: AudienceGroup; block: string; playedMs: number; stalledMs: number; nowMs: number }
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

  /** `block` is that of the address that it reports from. */
  hear(session: string, word: Word): void {
    const { group, block } = word
    const viewer = getOrMake(this.#viewers, session, () => ({
      ...{ group, block, played: new RecentSum(), stalled: new RecentSum() },
    }))
    viewer.group = group
    viewer.played.add(word.playedMs, word.nowMs)
    viewer.stalled.add(word.stalledMs, word.nowMs)
  }

  /** Call each second or so. `null` while nothing changes. */
  tick(nowMs: number): P2pChange | null {
    if (Math.abs(nowMs - this.#lookedAtMs) < LOOKS_EACH_MS) return null
    this.#lookedAtMs = nowMs
    const swarm: Watching[] = []
    const control: Watching[] = []
    for (const [session, { group, block, played, stalled }] of this.#viewers) {
      const word = { block, playedMs: played.sum(nowMs), stalledMs: stalled.sum(nowMs) }
      const watchedMs = word.playedMs + word.stalledMs
      if (watchedMs === 0) this.#viewers.delete(session)
      if (watchedMs < LEAST_WATCHED_MS) continue
      if (group === 'swarm') swarm.push(word)
      if (group === 'control') control.push(word)
    }
    const isOneBlock = new Set([...swarm, ...control].map(({ block }) => block)).size === 1
    const counted = (group: Watching[]) => sampleGroup(isOneBlock ? group : selectSpread(group))
    const samples = { swarm: counted(swarm), control: counted(control) }
    const before = this.#verdict.isGood
    this.#verdict = judgeP2p(this.#verdict, samples, nowMs)
    return this.#verdict.isGood === before ? null : { isGood: this.#verdict.isGood, ...samples }
  }
}

/** Those of one block have hardly more to say together than a tenth; who came first counts first. */
function selectSpread(group: readonly Watching[]): Watching[] {
  const blocks = Map.groupBy(group, ({ block }) => block)
  const most = 1 + Math.floor(blocks.size / BLOCKS_A_VIEWER)
  return [...blocks.values()].flatMap((ofBlock) => ofBlock.slice(0, most))
}
