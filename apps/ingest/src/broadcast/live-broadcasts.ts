/** All broadcasts of this process: at most one a channel, and those that ended lately, for viewers who are behind. */

import { recordRefusal } from '@shoal/db/publish-refusals'
import { Broadcast, type BroadcastParts } from './broadcast.ts'
import type { Publication, Publisher } from './publication.ts'

export type Admission = { kind: 'admitted'; broadcast: Broadcast; publication: Publication } | { kind: 'already-live' }

const KEPT_AFTER_END_MS = 600_000
/** A publisher whose connection died without a word comes back before the dead one is noticed. */
const SILENT_MS = 3000

export class LiveBroadcasts implements AsyncDisposable {
  readonly #parts: BroadcastParts
  readonly #byChannel = new Map<string, Broadcast>()
  readonly #byId = new Map<string, Broadcast>()
  readonly #forgetting = new Set<NodeJS.Timeout>()

  constructor(parts: BroadcastParts) {
    this.#parts = parts
  }

  find(id: string): Broadcast | null {
    return this.#byId.get(id) ?? null
  }

  /** Those that have not ended. */
  get current(): Broadcast[] {
    return [...this.#byChannel.values()]
  }

  get bytes(): number {
    return [...this.#byId.values()].reduce((sum, broadcast) => sum + broadcast.bytes, 0)
  }

  admit(channel: { id: string; slug: string }, publisher: Publisher): Admission {
    const known = this.#byChannel.get(channel.id)
    const present = known?.publication
    if (known && present) {
      if (present.publisher.keyId !== publisher.keyId || present.silentMs < SILENT_MS) return { kind: 'already-live' }
      present.publisher.disconnect('replaced')
      known.detach(present)
    }
    const broadcast = this.#byChannel.get(channel.id) ?? this.#start(channel)
    return { kind: 'admitted', broadcast, publication: broadcast.attach(publisher) }
  }

  /** Ends what those keys publish, and says why in the studio. */
  endRevoked(keyIds: readonly string[]): void {
    for (const broadcast of this.current) {
      const keyId = broadcast.publication?.publisher.keyId
      if (keyId === undefined || !keyIds.includes(keyId)) continue
      const refusal = { channelId: broadcast.channelId, reason: 'revoked-key', detail: 'revoked while live' }
      this.#parts.metrics.refusals.inc({ reason: refusal.reason })
      this.#parts.database.add('record refusal', (db) => recordRefusal(db, refusal))
      void broadcast.end('revoked-key')
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#forgetting) clearTimeout(timer)
    await Promise.all(this.current.map((broadcast) => broadcast.end('server-stopped')))
  }

  #start(channel: { id: string; slug: string }): Broadcast {
    const broadcast: Broadcast = new Broadcast(channel, this.#parts, () => this.#ended(broadcast))
    this.#byChannel.set(channel.id, broadcast)
    this.#byId.set(broadcast.id, broadcast)
    return broadcast
  }

  #ended(broadcast: Broadcast): void {
    this.#byChannel.delete(broadcast.channelId)
    const timer = setTimeout(() => {
      this.#byId.delete(broadcast.id)
      this.#forgetting.delete(timer)
    }, KEPT_AFTER_END_MS).unref()
    this.#forgetting.add(timer)
  }
}
