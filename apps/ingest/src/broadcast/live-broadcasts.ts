/** All broadcasts of this process: at most one a channel, and those that ended lately, for viewers who are behind. */

import { recordRefusal } from '@shoal/db/publish-refusals'
import type { BroadcastMedia } from '../hls/broadcast-media.ts'
import type { Broadcast } from './broadcast.ts'
import type { BroadcastFactory, Channel } from './broadcast-factory.ts'
import type { Publication, Publisher } from './publication.ts'

export type Admission =
  | { kind: 'admitted'; broadcast: Broadcast; publication: Publication }
  | { kind: 'already-live' | 'ended-by-streamer' | 'too-many-broadcasts' }

const KEPT_AFTER_END_MS = 600_000
/** A publisher whose connection died without a word comes back before the dead one is noticed. */
const SILENT_MS = 3000
const TICK_MS = 1000
/**
 * What the streamer has ended must not begin again because the software reconnects by itself: after 2, 5, 9.5 and 16 s
 * as OBS does. Each time it tries it is kept out a little longer; a person who begins again has waited.
 */
const KEPT_OUT_MS = 15_000
const KEPT_OUT_AGAIN_MS = 12_000
const LONGEST_KEPT_OUT_MS = 120_000

export class LiveBroadcasts implements AsyncDisposable {
  readonly #factory: BroadcastFactory
  readonly #byChannel = new Map<string, Broadcast>()
  readonly #byId = new Map<string, Broadcast>()
  readonly #forgetting = new Set<NodeJS.Timeout>()
  /** Key ids of publishers whose broadcast was ended in the studio. */
  readonly #keptOut = new Map<string, { sinceMs: number; untilMs: number }>()
  readonly #ticking: NodeJS.Timeout

  constructor(factory: BroadcastFactory) {
    this.#factory = factory
    this.#ticking = setInterval(() => {
      for (const broadcast of this.current) broadcast.tick()
    }, TICK_MS)
  }

  find(id: string): BroadcastMedia | null {
    return this.#byId.get(id)?.media ?? null
  }

  /** Nothing more is fetched of one that has ended, and is deleted. */
  forget(id: string): void {
    if (this.#byId.get(id)?.state === 'ended') this.#byId.delete(id)
  }

  /** Those that have not ended. */
  get current(): Broadcast[] {
    return [...this.#byChannel.values()]
  }

  /** Of segments in memory. */
  get bytes(): number {
    return [...this.#byId.values()].reduce((sum, { media }) => sum + media.memoryBytes, 0)
  }

  /** Goes on with what an earlier run of this program has left. */
  adopt(left: Parameters<BroadcastFactory['adopt']>[0]): void {
    this.#keep(this.#factory.adopt(left, (broadcast) => this.#ended(broadcast)))
  }

  /** @param mostBroadcasts at one time, those that wait for their publisher too; null for no limit */
  admit(channel: Channel, publisher: Publisher, { mostBroadcasts }: { mostBroadcasts: number | null }): Admission {
    if (this.#isKeptOut(publisher.keyId)) return { kind: 'ended-by-streamer' }
    const known = this.#byChannel.get(channel.id)
    const present = known?.publication
    if (known && present && !known.isEnding) {
      if (present.publisher.keyId !== publisher.keyId || present.silentMs < SILENT_MS) return { kind: 'already-live' }
      present.publisher.disconnect('replaced')
      known.detach(present)
    }
    if (known && !known.isEnding) return { kind: 'admitted', broadcast: known, publication: known.attach(publisher) }
    if (mostBroadcasts !== null && this.#running >= mostBroadcasts) return { kind: 'too-many-broadcasts' }
    const broadcast = this.#start(channel)
    return { kind: 'admitted', broadcast, publication: broadcast.attach(publisher) }
  }

  /** What keeps the channel from going live now, if anything does. */
  obstacle(channelId: string, mostBroadcasts: number | null): 'already-live' | 'too-many-broadcasts' | null {
    const known = this.#byChannel.get(channelId)
    if (known && !known.isEnding) return known.publication ? 'already-live' : null
    return mostBroadcasts !== null && this.#running >= mostBroadcasts ? 'too-many-broadcasts' : null
  }

  /**
   * At once; its publisher may not resume it, nor begin another one in the next moments, unless it was our own.
   * False when the channel is not live.
   */
  endByStreamer(channelId: string, { isRefusedAfter = true } = {}): boolean {
    const broadcast = this.#byChannel.get(channelId)
    if (!broadcast || broadcast.isEnding) return false
    const sinceMs = Date.now()
    const keyId = broadcast.lastKeyId
    if (isRefusedAfter && keyId !== null) this.#keptOut.set(keyId, { sinceMs, untilMs: sinceMs + KEPT_OUT_MS })
    void broadcast.end('ended-by-streamer')
    return true
  }

  /** Ends what those keys publish, and says why in the studio. */
  endRevoked(keyIds: readonly string[]): void {
    for (const broadcast of this.current) {
      const keyId = broadcast.publication?.publisher.keyId
      if (keyId === undefined || !keyIds.includes(keyId)) continue
      const refusal = { channelId: broadcast.channelId, reason: 'revoked-key', detail: 'revoked while live' }
      const { metrics, database } = this.#factory.parts
      metrics.refusals.inc({ reason: refusal.reason })
      database.add('record refusal', (db) => recordRefusal(db, refusal))
      void broadcast.end('revoked-key')
    }
  }

  /** Says in the studio who publishes with a key that was replaced, and until when. */
  tellKeyEnds(keyEnds: ReadonlyMap<string, number>): void {
    for (const { publication, notices } of this.current) {
      const endsAtMs = publication ? keyEnds.get(publication.publisher.keyId) : undefined
      if (endsAtMs === undefined) notices.clear('key-ends')
      else notices.show('key-ends', String(endsAtMs))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#ticking)
    for (const timer of this.#forgetting) clearTimeout(timer)
    await Promise.all([...this.#byId.values()].map((broadcast) => broadcast.end('server-stopped')))
  }

  get #running(): number {
    return this.current.filter(({ isEnding }) => !isEnding).length
  }

  #isKeptOut(keyId: string): boolean {
    const now = Date.now()
    for (const [id, { untilMs }] of this.#keptOut) if (untilMs <= now) this.#keptOut.delete(id)
    const kept = this.#keptOut.get(keyId)
    if (!kept) return false
    kept.untilMs = Math.min(kept.sinceMs + LONGEST_KEPT_OUT_MS, Math.max(kept.untilMs, now + KEPT_OUT_AGAIN_MS))
    return true
  }

  #start(channel: Channel): Broadcast {
    return this.#keep(this.#factory.start(channel, (broadcast) => this.#ended(broadcast)))
  }

  #keep(broadcast: Broadcast): Broadcast {
    this.#byChannel.set(broadcast.channelId, broadcast)
    this.#byId.set(broadcast.id, broadcast)
    return broadcast
  }

  #ended(broadcast: Broadcast): void {
    if (this.#byChannel.get(broadcast.channelId) === broadcast) this.#byChannel.delete(broadcast.channelId)
    const timer = setTimeout(() => {
      this.#byId.delete(broadcast.id)
      this.#forgetting.delete(timer)
    }, KEPT_AFTER_END_MS).unref()
    this.#forgetting.add(timer)
  }
}
