/** Watches the segments that are still to come and keeps the loader's window where the fetch plan wants it. */

import { type AwaitedSegment, type FetchPlan, planFetch } from './fetch-plan.ts'
import { seederRank } from './seeder-election.ts'
import {
  ALONE_SECONDS,
  GREETING_MS,
  GREETING_SECONDS,
  GREETING_SLOWEST_FETCH_MS,
  SEEDER_STEP_MS,
  selectPanicSeconds,
} from './settings.ts'

export type SeedingOptions = {
  ownId: string
  /** A viewer that does not upload is never a seeder: it waits for all others. */
  gives: boolean
  seederPeerIds: () => Iterable<string>
  peerCount: () => number
  positionSeconds: () => number
  /** Sets the loader's window. */
  applyHighDemand: (seconds: number) => void
  /** Makes the loader look at its queue now; by itself it does so once a second at most. */
  wakeLoader: () => void
  nowMs: () => number
  random: () => number
  /** False leaves everything to the panic window, as the loader alone would: for comparison. */
  elects: boolean
}

export type ListedSegment = { url: string; number: number; startSeconds: number }
type Fetch = { source: 'peer' | 'origin'; startedAtMs: number }

/** How long a viewer that only receives leaves a segment to the others, at least. */
const PATIENCE_MS = 3000
/** Share of the newest fetch in the running mean. */
const FETCH_MEAN_SHARE = 0.3

/** What the loader begins with, before the first look. */
export function initialHighDemand(elects: boolean): number {
  return elects ? GREETING_SECONDS : ALONE_SECONDS
}

export class Seeding {
  readonly #options: SeedingOptions
  readonly #seenAtMs = new Map<string, number>()
  readonly #fetches = new Map<string, Fetch>()
  readonly #loaded = new Set<string>()
  readonly #startedAtMs: number
  /** Number of the newest segment in the first playlist: up to there, others were here before us. */
  #firstEdge: number | undefined
  #isOriginSlow = false
  #listed: readonly ListedSegment[] = []
  #pollSeconds = 0
  #wantedFrom = 0
  #fetchSeconds = 0
  #panicRandom: number
  #applied: number
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: SeedingOptions) {
    this.#options = options
    this.#panicRandom = options.random()
    this.#startedAtMs = options.nowMs()
    this.#applied = initialHighDemand(options.elects)
  }

  /** A playlist came: `listed` is all of it, oldest first; the next one comes in about `pollSeconds`. */
  listed(listed: readonly ListedSegment[], pollSeconds: number): void {
    this.#pollSeconds = pollSeconds
    this.#firstEdge ??= listed.at(-1)?.number
    const urls = new Set(listed.map((segment) => segment.url))
    for (const known of [this.#seenAtMs, this.#fetches, this.#loaded]) {
      for (const url of known.keys()) if (!urls.has(url)) known.delete(url)
    }
    const nowMs = this.#options.nowMs()
    for (const { url } of listed) if (!this.#seenAtMs.has(url)) this.#seenAtMs.set(url, nowMs)
    this.#listed = listed
    this.#lookIn(0)
  }

  /** The decoder asked for this segment, so the loader's queue starts here. */
  wanted(number: number): void {
    this.#wantedFrom = number
    this.#lookIn(0)
  }

  fetchStarted(url: string, source: Fetch['source']): void {
    this.#fetches.set(url, { source, startedAtMs: this.#options.nowMs() })
  }

  fetchEnded(url: string, isLoaded: boolean): void {
    const fetch = this.#fetches.get(url)
    this.#fetches.delete(url)
    if (isLoaded) {
      this.#loaded.add(url)
      this.#panicRandom = this.#options.random()
      if (fetch?.source === 'origin') {
        const seconds = (this.#options.nowMs() - fetch.startedAtMs) / 1000
        this.#isOriginSlow ||= seconds * 1000 > GREETING_SLOWEST_FETCH_MS
        this.#fetchSeconds += (seconds - this.#fetchSeconds) * FETCH_MEAN_SHARE
      }
    }
    this.#lookIn(0)
  }

  peersChanged(): void {
    this.#lookIn(0)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#listed = []
  }

  /** Never at once: the loader is in the middle of its own work when it tells of an event. */
  #lookIn(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#look(), ms)
  }

  #look(): void {
    const awaited = this.#listed.filter((one) => this.#isAwaited(one)).map((one) => this.#await(one))
    const { highDemandSeconds, lookAgainInMs } = this.#plan(awaited)
    if (lookAgainInMs !== null) this.#lookIn(lookAgainInMs + 1)
    if (highDemandSeconds !== this.#applied) this.#options.applyHighDemand(highDemandSeconds)
    this.#applied = highDemandSeconds
    const reachSeconds = this.#options.positionSeconds() + highDemandSeconds
    if (awaited.some((one) => one.state !== 'from-origin' && one.startSeconds <= reachSeconds)) {
      this.#options.wakeLoader()
    }
  }

  #plan(awaited: readonly AwaitedSegment[]): FetchPlan {
    if (this.#options.peerCount() === 0) return this.#planAlone()
    const panicSeconds = selectPanicSeconds({
      targetSeconds: this.#pollSeconds,
      fetchSeconds: this.#fetchSeconds,
      random: this.#panicRandom,
    })
    if (!this.#options.elects) return { highDemandSeconds: panicSeconds, lookAgainInMs: null }
    const { nowMs, positionSeconds } = this.#options
    const pollSeconds = this.#pollSeconds
    return planFetch({ nowMs: nowMs(), positionSeconds: positionSeconds(), panicSeconds, pollSeconds, awaited })
  }

  #planAlone(): FetchPlan {
    const greetingInMs = this.#startedAtMs + GREETING_MS - this.#options.nowMs()
    const mayBeJoined = this.#options.elects && !this.#isOriginSlow && greetingInMs > 0
    return mayBeJoined
      ? { highDemandSeconds: GREETING_SECONDS, lookAgainInMs: greetingInMs }
      : { highDemandSeconds: ALONE_SECONDS, lookAgainInMs: null }
  }

  #isAwaited(segment: ListedSegment): boolean {
    return segment.number >= this.#wantedFrom && !this.#loaded.has(segment.url)
  }

  #await(segment: ListedSegment): AwaitedSegment {
    const fetch = this.#fetches.get(segment.url)
    return {
      startSeconds: segment.startSeconds,
      seenAtMs: this.#seenAtMs.get(segment.url) ?? 0,
      rank: this.#rank(segment.number),
      state: fetch ? `from-${fetch.source}` : 'missing',
    }
  }

  #rank(segmentNumber: number): number {
    const { ownId, gives, seederPeerIds } = this.#options
    const peerIds = [...seederPeerIds()]
    if (!gives) return peerIds.length === 0 ? 0 : Math.max(peerIds.length, Math.ceil(PATIENCE_MS / SEEDER_STEP_MS))
    const rank = seederRank({ ownId, peerIds, segmentNumber })
    return segmentNumber <= (this.#firstEdge ?? -1) ? Math.max(1, rank) : rank
  }
}
