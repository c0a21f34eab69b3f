/** Writes to the database in order, later rather than never: a database that is away must not stop a broadcast. */

import type { Database } from '@shoal/db/database'
import { DatabaseUnreachableError } from '@shoal/db/database-errors'
import pRetry from 'p-retry'
import type { Logger } from 'pino'

type Write = { what: string; run: (database: Database) => Promise<void> }

/** About an hour of roll-ups of a few broadcasts. */
const MOST_WAITING = 2000
const LONGEST_PAUSE_MS = 5000
/** For a write that the database refuses although it answers. */
const ATTEMPTS_WHEN_REACHABLE = 3

export class DatabaseQueue {
  readonly #database: Database
  readonly #log: Logger
  readonly #abort = new AbortController()
  #waiting: Write[] = []
  #draining: Promise<void> | null = null

  constructor(database: Database, log: Logger) {
    this.#database = database
    this.#log = log
  }

  get length(): number {
    return this.#waiting.length
  }

  add(what: string, run: Write['run']): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#log.error({ what }, 'a write is lost: the database has been away for too long')
      return
    }
    this.#waiting.push({ what, run })
    this.#draining ??= this.#drain()
  }

  /** Resolves when everything is written, or after `limitMs`. */
  async flush(limitMs: number): Promise<void> {
    const limit = AbortSignal.timeout(limitMs)
    const late = new Promise<void>((resolve) => limit.addEventListener('abort', () => resolve()))
    await Promise.race([this.#draining ?? Promise.resolve(), late])
    if (this.#waiting.length > 0) this.#log.error({ writes: this.#waiting.length }, 'writes are lost at shutdown')
    this.#abort.abort(new Error('shutting down'))
  }

  async #drain(): Promise<void> {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      await this.#write(next)
      if (this.#abort.signal.aborted) break
      this.#waiting.shift()
    }
    this.#draining = null
  }

  async #write({ what, run }: Write): Promise<void> {
    let refusals = 0
    try {
      await pRetry(() => run(this.#database), {
        retries: Number.POSITIVE_INFINITY,
        minTimeout: 250,
        maxTimeout: LONGEST_PAUSE_MS,
        factor: 2,
        randomize: true,
        signal: this.#abort.signal,
        shouldRetry: ({ error }) => error instanceof DatabaseUnreachableError || ++refusals < ATTEMPTS_WHEN_REACHABLE,
        onFailedAttempt: ({ error, attemptNumber }) => {
          if (attemptNumber === 1)
            this.#log.warn({ what, reason: error.message }, 'the database does not take a write yet')
        },
      })
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#log.error({ what, err: error }, 'a write is lost')
    }
  }
}
