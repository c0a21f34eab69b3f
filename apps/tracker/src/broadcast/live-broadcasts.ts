/** The broadcasts that are on now, as the database last told: asked each second, and at once about one not known yet. */

import { OPEN_DOOR } from '@shoal/db/broadcast-doors'
import type { CurrentBroadcast, RungRow } from '@shoal/db/broadcasts'
import { swarmInfoHash } from '@shoal/protocol/swarm-id'

const POLL_MS = 1000
/** The least time between two questions, however many strangers turn up. */
const SOONEST_MS = 250
const ANSWER_WITHIN_MS = 5000
/** How long an ended broadcast's players may still report what they played of it. */
const REPORTS_AFTER_END_MS = 120_000

export type LiveBroadcast = {
  id: string
  epoch: number
  /** The name that tickets have to carry. */
  door: string
  /** By `rungKey`, of every epoch. */
  rungs: ReadonlyMap<string, RungRow>
  /**
   * info_hash → what it shares, of every epoch: somebody may have gone back to an earlier one. Of one that is over,
   * those of its past alone.
   */
  swarms: ReadonlyMap<string, { epoch: number; rung: string }>
}

export function rungKey(epoch: number, rung: string): string {
  return `${epoch}/${rung}`
}

export type LiveBroadcastsOptions = {
  load: () => Promise<CurrentBroadcast[]>
  /** A broadcast has a new ladder, or (`undefined`) is over. */
  onChange: (before: LiveBroadcast, after: LiveBroadcast | undefined) => void
  /** Tickets of the door before open nothing any more. */
  onDoorChanged?: (broadcast: LiveBroadcast) => void
  onReachable: (isReachable: boolean, error?: unknown) => void
  now?: () => number
}

export class LiveBroadcasts implements Disposable {
  readonly #options: LiveBroadcastsOptions
  readonly #now: () => number
  #current: ReadonlyMap<string, LiveBroadcast> = new Map()
  readonly #ended = new Map<string, { broadcast: LiveBroadcast; endedAtMs: number }>()
  #asking: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined
  #lastStartedMs = Number.NEGATIVE_INFINITY
  #isReachable = true
  #timer: NodeJS.Timeout | undefined

  constructor(options: LiveBroadcastsOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  /** False from a failed question until the next answer; what was known stays known meanwhile. */
  get isReachable(): boolean {
    return this.#isReachable
  }

  start(): void {
    this.#timer = setInterval(() => void this.refresh(), POLL_MS)
  }

  current(id: string): LiveBroadcast | undefined {
    return this.#current.get(id)
  }

  isSwarmOfAny(infoHash: string): boolean {
    return [...this.#current.values()].some((broadcast) => broadcast.swarms.has(infoHash))
  }

  /** Looks again before it says no: the web app may know of a broadcast that is a moment older than our picture. */
  async find(id: string): Promise<LiveBroadcast | undefined> {
    if (!this.#current.has(id)) await this.refresh()
    return this.#current.get(id)
  }

  /** Current, or ended a moment ago. */
  reported(id: string): LiveBroadcast | undefined {
    return this.#ended.get(id)?.broadcast ?? this.#current.get(id)
  }

  /** Never rejects. Callers share one question, which is asked after they called. */
  refresh(): Promise<void> {
    this.#next ??= this.#ask()
    return this.#next
  }

  async #ask(): Promise<void> {
    await this.#asking // one at a time, so that no older answer comes in after a newer one
    const waitMs = this.#lastStartedMs + SOONEST_MS - performance.now()
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    this.#lastStartedMs = performance.now()
    this.#next = undefined
    this.#asking = this.#loadAndLearn()
    await this.#asking
  }

  async #loadAndLearn(): Promise<void> {
    try {
      this.#learn(await inTime(this.#options.load()))
      this.#setReachable(true)
    } catch (error) {
      this.#setReachable(false, error)
    }
  }

  #learn(rows: CurrentBroadcast[]): void {
    const before = this.#current
    this.#current = new Map(rows.map((row) => [row.id, describeBroadcast(row, { known: before.get(row.id) })]))
    for (const [id, broadcast] of before) {
      const after = this.#current.get(id)
      if (!after) this.#ended.set(id, { broadcast, endedAtMs: this.#now() })
      if (after?.epoch !== broadcast.epoch) this.#options.onChange(broadcast, after)
      if (after && after.door !== broadcast.door) this.#options.onDoorChanged?.(after)
    }
    for (const [id, { endedAtMs }] of this.#ended) {
      if (this.#current.has(id) || this.#now() - endedAtMs > REPORTS_AFTER_END_MS) this.#ended.delete(id)
    }
  }

  #setReachable(isReachable: boolean, error?: unknown): void {
    if (this.#isReachable === isReachable) return
    this.#isReachable = isReachable
    this.#options.onReachable(isReachable, error)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}

/** The rungs of an epoch never change, so that what was worked out for as many of them is kept. */
export function describeBroadcast(
  row: Pick<CurrentBroadcast, 'id' | 'epoch' | 'rungs' | 'door'>,
  { known, isOver = false }: { known?: LiveBroadcast | undefined; isOver?: boolean } = {},
): LiveBroadcast {
  const { door = OPEN_DOOR } = row
  const isKnown = known?.epoch === row.epoch && known.rungs.size === row.rungs.length
  if (isKnown) return known.door === door ? known : { ...known, door }
  return {
    id: row.id,
    epoch: row.epoch,
    door,
    rungs: new Map(row.rungs.map((rung) => [rungKey(rung.epoch, rung.name), rung])),
    swarms: new Map(
      row.rungs.flatMap(({ epoch, name: rung }) =>
        (isOver ? [true] : [false, true]).map((isPast) => [
          swarmInfoHash({ broadcastId: row.id, epoch, rung, isPast }),
          { epoch, rung },
        ]),
      ),
    ),
  }
}

/** Whether the swarm is one that it had at its live edge. */
export function isLiveSwarm({ id, swarms }: Pick<LiveBroadcast, 'id' | 'swarms'>, infoHash: string): boolean {
  return [...swarms.values()].some((shared) => swarmInfoHash({ broadcastId: id, ...shared }) === infoHash)
}

class NoAnswerError extends Error {
  override name = 'NoAnswerError'
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswerError('the database does not answer in time')), ANSWER_WITHIN_MS)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
