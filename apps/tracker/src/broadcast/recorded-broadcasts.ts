/** Broadcasts that are over and can be watched again: asked for one by one, when somebody comes with a ticket. */

import type { RecordedBroadcast } from '@shoal/db/recordings'
import { describeBroadcast, type LiveBroadcast } from './live-broadcasts.ts'

/** How soon a recording that is deleted loses its swarms. */
const CHECK_MS = 30_000
/** A recording may be ready any moment. */
const NOT_THERE_MS = 5000
/** Viewers announce each 5 min at least. */
const UNUSED_MS = 15 * 60_000
/** Oldest out; their viewers come back. */
const MOST = 2000

export type RecordedBroadcastsOptions = {
  load: (ids: string[]) => Promise<RecordedBroadcast[]>
  /** Its recording was deleted. */
  onGone: (broadcast: LiveBroadcast) => void
  /** Tickets of the door before open nothing any more. */
  onDoorChanged?: (broadcast: LiveBroadcast) => void
  now: () => number
}

/** What the database said of one: `undefined` is that there is no such recording. */
type Known = { broadcast: LiveBroadcast | undefined; askedAtMs: number; usedAtMs: number }

export class RecordedBroadcasts implements Disposable {
  readonly #options: RecordedBroadcastsOptions
  readonly #known = new Map<string, Known>()
  readonly #asking = new Map<string, Promise<void>>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: RecordedBroadcastsOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => void this.check(), CHECK_MS)
  }

  current(id: string): LiveBroadcast | undefined {
    const known = this.#known.get(id)
    if (known) known.usedAtMs = this.#options.now()
    return known?.broadcast
  }

  /** Never rejects: one that can't be asked for is not there. */
  async find(id: string): Promise<LiveBroadcast | undefined> {
    const known = this.#known.get(id)
    if (known && (known.broadcast || this.#options.now() - known.askedAtMs < NOT_THERE_MS)) return this.current(id)
    await this.refresh(id)
    return this.current(id)
  }

  /** Forgets those that nobody watches, and asks whether the others are there still. */
  async check(): Promise<void> {
    const nowMs = this.#options.now()
    for (const [id, { broadcast, usedAtMs }] of this.#known) {
      if (!broadcast || nowMs - usedAtMs > UNUSED_MS) this.#known.delete(id)
    }
    if (this.#known.size > 0) await this.#ask([...this.#known.keys()])
  }

  /** Asks now, once for all that wait for the answer. */
  refresh(id: string): Promise<void> {
    const asking = this.#asking.get(id) ?? this.#ask([id]).finally(() => this.#asking.delete(id))
    this.#asking.set(id, asking)
    return asking
  }

  async #ask(ids: string[]): Promise<void> {
    const rows = await this.#options.load(ids).catch(() => undefined)
    if (!rows) return // what was known stays known
    const byId = new Map(rows.map((row) => [row.id, row]))
    for (const id of ids) this.#learn(id, byId.get(id))
  }

  #learn(id: string, row: RecordedBroadcast | undefined): void {
    const before = this.#known.get(id)
    const nowMs = this.#options.now()
    const broadcast = row && describeBroadcast(row, { known: before?.broadcast, isOver: true })
    this.#known.delete(id) // and to the end of the map
    this.#known.set(id, { broadcast, askedAtMs: nowMs, usedAtMs: before?.usedAtMs ?? nowMs })
    if (before?.broadcast && !broadcast) this.#options.onGone(before.broadcast)
    const isMoved = before?.broadcast && broadcast && before.broadcast.door !== broadcast.door
    if (isMoved) this.#options.onDoorChanged?.(broadcast)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
