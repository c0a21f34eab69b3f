/** Those of this process: at most one a channel, each from the first viewer until some seconds after the last. */

import { channelDetails } from '@shoal/db/broadcasts'
import type { Database } from '@shoal/db/database'
import { findElsewhere } from '@shoal/db/elsewhere'
import type { Unshareable, WitnessOutcome } from '@shoal/protocol/ingest-command'
import { newBroadcastId } from '../broadcast/broadcast-id.ts'
import type { Doors } from '../door/doors.ts'
import { Witness, type WitnessParts } from './witness.ts'

const TICK_MS = 1000
/** Each may hold some ten megabytes a rung that is watched. */
const MOST = 20
const MOST_BYTES = 1_073_741_824
/** So long nobody asks again whether it can be shared. */
const REFUSED_MS = 15_000

export class Witnesses implements Disposable {
  readonly #parts: WitnessParts & { doors: Doors; reader: Database }
  readonly #byId = new Map<string, Witness>()
  readonly #refused = new Map<string, { why: Unshareable; untilMs: number }>()
  readonly #waking = new Map<string, Promise<WitnessOutcome>>()
  readonly #ticking: NodeJS.Timeout

  constructor(parts: WitnessParts & { doors: Doors; reader: Database }) {
    this.#parts = parts
    this.#ticking = setInterval(() => this.#tick(), TICK_MS)
  }

  get bytes(): number {
    return [...this.#byId.values()].reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)
  }

  find(id: string): Witness | null {
    return this.#byId.get(id) ?? null
  }

  /** Somebody wants to watch what a channel has from elsewhere. Resolves when it can be watched, or with why it can't. */
  wake(channelId: string): Promise<WitnessOutcome> {
    const waking = this.#waking.get(channelId) ?? this.#wake(channelId).finally(() => this.#waking.delete(channelId))
    this.#waking.set(channelId, waking)
    return waking
  }

  /** False when the channel has none. */
  end(channelId: string): boolean {
    const witness = this.#of(channelId)
    witness?.end('ended-by-streamer')
    return witness !== null
  }

  [Symbol.dispose](): void {
    clearInterval(this.#ticking)
    for (const witness of this.#byId.values()) witness.end('server-stopped')
  }

  #of(channelId: string): Witness | null {
    return [...this.#byId.values()].find((one) => one.channelId === channelId && !one.hasEnded) ?? null
  }

  async #wake(channelId: string): Promise<WitnessOutcome> {
    const running = this.#of(channelId)
    if (running) return running.ready
    const refused = this.#refused.get(channelId)
    if (refused) return refused.why
    const { doors, reader } = this.#parts
    const [listed, details] = await Promise.all([
      findElsewhere(reader, { id: channelId }),
      channelDetails(reader, channelId),
    ])
    if (!listed) return 'not-live'
    if (this.#byId.size >= MOST || this.bytes > MOST_BYTES) return 'too-many-broadcasts'
    const witness = new Witness({ id: newBroadcastId(), channelId, playlist: listed.playlist }, this.#parts)
    doors.set(witness.id, details) // before there is anything to fetch
    this.#byId.set(witness.id, witness)
    const outcome = await witness.ready
    if (outcome !== 'done') this.#refused.set(channelId, { why: outcome, untilMs: Date.now() + REFUSED_MS })
    return outcome
  }

  #tick(): void {
    for (const [channelId, { untilMs }] of this.#refused) if (untilMs < Date.now()) this.#refused.delete(channelId)
    for (const [id, witness] of this.#byId) {
      witness.tick()
      if (witness.isClosed) this.#byId.delete(id)
    }
    if (this.bytes <= MOST_BYTES) return
    const [largest] = [...this.#byId.values()].toSorted((a, b) => b.memoryBytes - a.memoryBytes)
    largest?.end('too-large')
  }
}
