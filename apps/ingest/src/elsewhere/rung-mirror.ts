/** Follows one rung's playlist on another server for as long as somebody watches it, and names what it brings by its bytes. */

import { setTimeout as sleep } from 'node:timers/promises'
import type { Unshareable } from '@shoal/protocol/ingest-command'
import { SegmentWaiters } from '../hls/segment-waiters.ts'
import { type LoadedSegment, MirroredWindow } from './mirrored-window.ts'
import { GoneError, type OutsideFetch, TooLargeError } from './outside-fetch.ts'
import { type ForeignSegment, readForeign, UnshareableError } from './read-foreign.ts'

export const PLAYLIST_LIMITS = { mostBytes: 1_048_576, timeoutMs: 8000 }
const SEGMENT_LIMITS = { mostBytes: 33_554_432, timeoutMs: 20_000 }
/** Nothing is asked for any more this long after the last viewer's player asked for the playlist. */
const WATCHED_MS = 20_000
/** What is listed first: as far back as a viewer begins, and a little more. */
const FIRST_TARGETS = 5
const MOST_FIRST = 12
const MOST_AT_ONCE = 3
const SOONEST_MS = 500
const FIRST_RETRY_MS = 1000
const LAST_RETRY_MS = 15_000

export type RungMirrorOptions = {
  url: string
  fetch: OutsideFetch
  onSegment: (bytes: number, seconds: number) => void
}

export class RungMirror implements Disposable {
  readonly window = new MirroredWindow()
  readonly waiters = new SegmentWaiters(this.window)
  /** Resolves with the first segments, or with why there will be none. */
  readonly ready: Promise<'ready' | Unshareable>
  readonly #options: RungMirrorOptions
  readonly #stopping = new AbortController()
  readonly #inits = new Map<string, Promise<Buffer>>()
  #lastSequence: number | null = null
  #watchedAtMs = Date.now()
  /** Of the last time that there was something new. */
  #newsAtMs = Date.now()
  #failures = 0
  #why: Unshareable | null = null

  constructor(options: RungMirrorOptions) {
    this.#options = options
    this.ready = this.#look().then(
      () => 'ready' as const,
      (error: unknown) => whyOf(error),
    )
    void this.ready.then((outcome) => (outcome === 'ready' ? this.#follow() : this.#give(outcome)))
  }

  /** Why it can't go on; null while it does. */
  get why(): Unshareable | null {
    return this.#why
  }

  get isWatched(): boolean {
    return Date.now() - this.#watchedAtMs < WATCHED_MS
  }

  /** How long nothing new has come, where something should have. */
  get silentMs(): number {
    return this.window.endedAtMs === null ? Date.now() - this.#newsAtMs : 0
  }

  watch(): void {
    this.#watchedAtMs = Date.now()
  }

  [Symbol.dispose](): void {
    this.#stopping.abort()
    this.waiters[Symbol.dispose]()
  }

  async #follow(): Promise<void> {
    while (!this.#stopping.signal.aborted && this.window.endedAtMs === null) {
      await sleep(this.#pauseMs(), undefined, { signal: this.#stopping.signal }).catch(() => {})
      if (this.#stopping.signal.aborted) return
      try {
        await this.#look()
        this.#failures = 0
      } catch (error) {
        const why = whyOf(error)
        if (why !== 'unreachable') return this.#give(why)
        this.#failures += 1
      }
    }
  }

  #give(why: Unshareable): void {
    this.#why ??= why
    this[Symbol.dispose]()
  }

  #pauseMs(): number {
    if (this.#failures > 0) {
      const backOffMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1))
      return backOffMs * (0.75 + Math.random() / 2)
    }
    return Math.max(SOONEST_MS, this.window.targetSeconds * 250)
  }

  /** One look at the playlist, and what is new in it. */
  async #look(): Promise<void> {
    const { fetch, url } = this.#options
    const { signal } = this.#stopping
    const answer = await fetch(url, { ...PLAYLIST_LIMITS, signal })
    const list = readForeign(answer.body.toString(), answer.url)
    if (list.kind !== 'media') throw new UnshareableError('no-playlist')
    const isFirst = this.#lastSequence === null
    if (isFirst && list.isOver) throw new UnshareableError('recording')
    this.window.noteTarget(list.targetSeconds)
    const { fresh, isBreak } = this.#newIn(list.segments, list.targetSeconds)
    if (isFirst && fresh.length === 0) throw new UnshareableError('unreachable')
    await this.#take(fresh, isBreak)
    if (list.isOver) this.window.end()
    this.waiters.look()
  }

  /** Numbers that went back are another run of the other server, and numbers that are missing were missed. */
  #newIn(segments: ForeignSegment[], targetSeconds: number): { fresh: ForeignSegment[]; isBreak: boolean } {
    const last = this.#lastSequence
    const newest = segments.at(-1)?.sequence ?? -1
    if (last === null || newest < last) return { fresh: lastOf(segments, targetSeconds), isBreak: last !== null }
    const fresh = segments.filter(({ sequence }) => sequence > last)
    const isMissing = fresh[0] !== undefined && fresh[0].sequence > last + 1
    return { fresh: isMissing ? lastOf(fresh, targetSeconds) : fresh, isBreak: isMissing }
  }

  async #take(fresh: ForeignSegment[], isBreak: boolean): Promise<void> {
    const loading: Promise<LoadedSegment>[] = []
    for (const [i, segment] of fresh.entries()) {
      for (let ahead = loading.length; ahead < Math.min(i + MOST_AT_ONCE, fresh.length); ahead++) {
        const one = this.#load(fresh[ahead] ?? segment)
        one.catch(() => {}) // heard of below, unless one before it failed
        loading.push(one)
      }
      const loaded = await loading[i]
      if (!loaded || this.#stopping.signal.aborted) return
      this.window.add(segment, loaded, { isBreak: isBreak && i === 0 })
      this.#lastSequence = segment.sequence
      this.#newsAtMs = Date.now()
      if (loaded.bytes) this.#options.onSegment(loaded.bytes.length, segment.durationSeconds)
      this.waiters.look()
    }
  }

  /** What is listed and is not there is a gap; what fails for another reason is tried again with the next look. */
  async #load(segment: ForeignSegment): Promise<LoadedSegment> {
    const init = segment.initUrl === null ? null : await this.#init(segment.initUrl)
    if (segment.isGap) return { bytes: null, init }
    const loading = this.#options.fetch(segment.url, { ...SEGMENT_LIMITS, signal: this.#stopping.signal })
    const answer = await loading.catch((error: unknown) => {
      if (error instanceof GoneError) return null
      throw error
    })
    return { bytes: answer && answer.body.length > 0 ? answer.body : null, init }
  }

  #init(url: string): Promise<Buffer> {
    const known = this.#inits.get(url)
    if (known) return known
    const { signal } = this.#stopping
    const loading = this.#options.fetch(url, { ...SEGMENT_LIMITS, signal }).then(({ body }) => body)
    for (const oldest of this.#inits.keys()) if (this.#inits.size > 2) this.#inits.delete(oldest)
    this.#inits.set(url, loading)
    loading.catch(() => this.#inits.delete(url))
    return loading
  }
}

function lastOf(segments: ForeignSegment[], targetSeconds: number): ForeignSegment[] {
  let seconds = 0
  let first = segments.length
  while (first > 0 && segments.length - first < MOST_FIRST && seconds < FIRST_TARGETS * targetSeconds) {
    first -= 1
    seconds += segments[first]?.durationSeconds ?? 0
  }
  return segments.slice(first)
}

function whyOf(error: unknown): Unshareable {
  if (error instanceof UnshareableError) return error.why
  return error instanceof TooLargeError ? 'too-large' : 'unreachable'
}
