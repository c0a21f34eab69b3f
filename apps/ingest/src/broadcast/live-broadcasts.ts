/** All broadcasts of this process: at most one a channel, and those that ended lately, for viewers who are behind. */

import { recordRefusal } from '@shoal/db/publish-refusals'
import type { BroadcastMedia } from '../hls/broadcast-media.ts'
import type { Broadcast } from './broadcast.ts'
import type { BroadcastFactory, Channel } from './broadcast-factory.ts'
import type { Publication, Publisher } from './publication.ts'

export type Admission = { kind: 'admitted'; broadcast: Broadcast; publication: Publication } | { kind: 'already-live' }

const KEPT_AFTER_END_MS = 600_000
/** A publisher whose connection died without a word comes back before the dead one is noticed. */
const SILENT_MS = 3000
const TICK_MS = 1000

export class LiveBroadcasts implements AsyncDisposable {
  readonly #factory: BroadcastFactory
  readonly #byChannel = new Map<string, Broadcast>()
  readonly #byId = new Map<string, Broadcast>()
  readonly #forgetting = new Set<NodeJS.Timeout>()
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

  admit(channel: Channel, publisher: Publisher): Admission {
    const known = this.#byChannel.get(channel.id)
    const present = known?.publication
    if (known && present && !known.isEnding) {
      if (present.publisher.keyId !== publisher.keyId || present.silentMs < SILENT_MS) return { kind: 'already-live' }
      present.publisher.disconnect('replaced')
      known.detach(present)
    }
    const broadcast = known && !known.isEnding ? known : this.#start(channel)
    return { kind: 'admitted', broadcast, publication: broadcast.attach(publisher) }
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

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#ticking)
    for (const timer of this.#forgetting) clearTimeout(timer)
    await Promise.all([...this.#byId.values()].map((broadcast) => broadcast.end('server-stopped')))
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
