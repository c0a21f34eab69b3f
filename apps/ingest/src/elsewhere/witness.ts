/**
 * One broadcast of another server, for as long as somebody watches it here: its ladder, and a mirror of each rung that is
 * watched. What we say of its bytes is what we have seen of them.
 */

import { createBroadcast, setBroadcastState, startEpoch } from '@shoal/db/broadcasts'
import { advance, type BroadcastState } from '@shoal/protocol/broadcast-state'
import type { LivePath } from '@shoal/protocol/hls-path'
import type { Unshareable } from '@shoal/protocol/ingest-command'
import type { Logger } from 'pino'
import type { OriginBytes } from '../audience/origin-bytes.ts'
import type { DatabaseQueue } from '../broadcast/database-queue.ts'
import type { MediaAnswer, PlaylistPath } from '../hls/broadcast-media.ts'
import { CachedText } from '../hls/cached-text.ts'
import { buildMultivariantPlaylist } from '../hls/playlists.ts'
import type { SegmentOutcome } from '../hls/segment-waiters.ts'
import type { ServableMedia } from '../http/origin.ts'
import { createOutsideFetch, type OutsideFetch } from './outside-fetch.ts'
import { type ForeignRung, readForeign, UnshareableError } from './read-foreign.ts'
import { PLAYLIST_LIMITS, RungMirror } from './rung-mirror.ts'

export type WitnessParts = { bytes: OriginBytes; database: Pick<DatabaseQueue, 'add'>; log: Logger }
export type Witnessed = { id: string; channelId: string; playlist: string }

/** Players begin with the best rung below this. */
const FIRST_RUNG_BITS = 2_400_000
/** Of a single playlist, which says of itself neither name nor bit rate. */
const ONLY_RUNG = {
  ...{ name: 'source', width: null, height: null, frameRate: null, videoCodec: null, audioCodec: null },
  ...{ bandwidth: 1, averageBandwidth: 1 },
}
const INTERRUPTED_AFTER_TARGETS = 3
const OVER_AFTER_MS = 60_000

export class Witness implements ServableMedia, Disposable {
  readonly id: string
  readonly channelId: string
  readonly timeline = { latestEpoch: { number: 1 } }
  readonly ready: Promise<'done' | Unshareable>
  readonly #parts: WitnessParts
  readonly #fetch: OutsideFetch
  readonly #mirrors = new Map<string, RungMirror>()
  #rungs: ForeignRung[] = []
  #multivariant: CachedText | null = null
  #state: BroadcastState = 'starting'
  #isAnnounced = false
  #isClosed = false

  constructor({ id, channelId, playlist }: Witnessed, parts: WitnessParts) {
    this.id = id
    this.channelId = channelId
    this.#parts = parts
    this.#fetch = createOutsideFetch(playlist)
    this.ready = this.#begin(playlist).catch((error: unknown) => {
      const why = error instanceof UnshareableError ? error.why : 'unreachable'
      this.end(why)
      return why
    })
  }

  get state(): BroadcastState {
    return this.#state
  }

  get hasEnded(): boolean {
    return this.#state === 'ended'
  }

  /** Nothing more can be fetched: later than its end, where the other server has ended it and viewers see the rest. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  get memoryBytes(): number {
    return [...this.#mirrors.values()].reduce((sum, { window }) => sum + window.bytes, 0)
  }

  async find(path: LivePath): Promise<MediaAnswer | null> {
    if (this.#isClosed || ('epoch' in path && path.epoch !== 1)) return null
    if (path.kind === 'multivariant') return this.#multivariant && playlistAnswer(this.#multivariant)
    if (path.kind === 'media') {
      const mirror = this.#watched(path.rung)
      const text = (await mirror?.ready) === 'ready' ? mirror?.window.text() : null
      return text ? playlistAnswer(text) : null
    }
    const mirror = 'rung' in path ? this.#mirrors.get(path.rung) : undefined
    mirror?.watch() // of a playlist that has ended nobody asks for again
    const window = mirror?.window
    if (path.kind === 'segment') return window?.find(path.number, path.hash) ?? null
    return path.kind === 'init' ? (window?.findInit(path.hash) ?? null) : null
  }

  async waitFor(number: number, { rung }: PlaylistPath, signal: AbortSignal): Promise<SegmentOutcome> {
    const mirror = this.#isClosed ? null : this.#watched(rung)
    return (await mirror?.ready) === 'ready' && mirror ? await mirror.waiters.waitFor(number, 1, signal) : 'over'
  }

  /** Each second or so. */
  tick(): void {
    if (!this.#isAnnounced || this.#isClosed) return
    const why = [...this.#mirrors.values()].find((mirror) => mirror.why !== null && mirror.why !== 'unreachable')?.why
    this.#dropUnwatched()
    if (why) this.end(why)
    else if (this.#mirrors.size === 0) this.end('nobody-watches')
    else this.#judgeSilence([...this.#mirrors.values()])
  }

  #dropUnwatched(): void {
    for (const [rung, mirror] of this.#mirrors) {
      if (mirror.isWatched && mirror.why === null) continue
      mirror[Symbol.dispose]()
      this.#mirrors.delete(rung)
    }
  }

  #judgeSilence(mirrors: RungMirror[]): void {
    const silentMs = Math.min(...mirrors.map((mirror) => mirror.silentMs))
    const targetMs = Math.max(...mirrors.map(({ window }) => window.targetSeconds)) * 1000
    if (mirrors.some(({ window }) => window.endedAtMs !== null)) this.#advance('ended', 'source-ended')
    else if (silentMs > OVER_AFTER_MS) this.end('source-left')
    else this.#advance(silentMs > INTERRUPTED_AFTER_TARGETS * targetMs ? 'interrupted' : 'live')
  }

  end(reason: string): void {
    if (!this.hasEnded) this.#advance('ended', reason)
    this[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    this.#isClosed = true
    for (const mirror of this.#mirrors.values()) mirror[Symbol.dispose]()
    this.#mirrors.clear()
    this.#fetch[Symbol.dispose]()
  }

  async #begin(playlist: string): Promise<'done'> {
    const signal = AbortSignal.timeout(PLAYLIST_LIMITS.timeoutMs)
    const answer = await this.#fetch(playlist, { ...PLAYLIST_LIMITS, signal })
    const found = readForeign(answer.body.toString(), answer.url)
    if (found.kind === 'media' && found.isOver) throw new UnshareableError('recording')
    this.#rungs = found.kind === 'multivariant' ? found.rungs : [{ ...ONLY_RUNG, url: playlist }]
    const byRate = this.#rungs.toSorted((a, b) => b.bandwidth - a.bandwidth)
    const first = byRate.find(({ bandwidth }) => bandwidth < FIRST_RUNG_BITS) ?? byRate.at(-1)
    const mirror = first && this.#watched(first.name)
    const outcome = (await mirror?.ready) ?? 'no-playlist'
    if (!mirror || outcome !== 'ready') throw new UnshareableError(outcome === 'ready' ? 'no-playlist' : outcome)
    const measured = mirror.window.measured()
    // what a playlist says of its own bit rate is not always true, and reports are judged by it
    this.#rungs = this.#rungs.map((rung) =>
      rung.name === first?.name
        ? {
            ...rung,
            bandwidth: Math.max(rung.bandwidth, measured.bandwidth),
            averageBandwidth: rung.averageBandwidth === 1 ? measured.averageBandwidth : rung.averageBandwidth,
          }
        : rung,
    )
    this.#multivariant = new CachedText(buildMultivariantPlaylist(this.#rungs))
    this.#announce(new URL(answer.url).host)
    return 'done'
  }

  #announce(host: string): void {
    const { id, channelId } = this
    const { database } = this.#parts
    const rungs = this.#rungs.map(({ url: _, ...rung }) => rung)
    this.#isAnnounced = true
    database.add('create broadcast', (db) =>
      createBroadcast(db, { id, channelId, startedAt: new Date(), source: host }),
    )
    database.add('start epoch', (db) => startEpoch(db, { broadcastId: id, epoch: 1, rungs }))
    this.#advance('live')
  }

  /** Its mirror, which begins with the first who watches. */
  #watched(name: string): RungMirror | null {
    const known = this.#mirrors.get(name)
    known?.watch()
    const rung = this.#rungs.find((one) => one.name === name)
    if (known || !rung) return known ?? null
    const at = { broadcastId: this.id, epoch: 1, rung: name }
    const onSegment = (bytes: number, seconds: number) => this.#parts.bytes.addProduced(at, bytes, seconds)
    const mirror = new RungMirror({ url: rung.url, fetch: this.#fetch, onSegment })
    this.#mirrors.set(name, mirror)
    return mirror
  }

  #advance(to: BroadcastState, endReason?: string): void {
    const from = this.#state
    if (from === to) return
    this.#state = advance(from, to)
    this.#parts.log.info({ broadcast: this.id, from, to, endReason }, 'a broadcast from elsewhere changed')
    if (!this.#isAnnounced) return
    const change = { id: this.id, state: to, at: new Date(), endReason }
    this.#parts.database.add('set broadcast state', (db) => setBroadcastState(db, change))
  }
}

function playlistAnswer(text: CachedText): MediaAnswer {
  return { kind: 'text', type: 'playlist', text, lifetime: 'brief' }
}
