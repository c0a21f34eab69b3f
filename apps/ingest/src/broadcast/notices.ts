/** What the streamer should know about a broadcast that runs: told to the studio through the database, and logged. */

import { addNotice, clearNotice } from '@shoal/db/broadcast-notices'
import type { NoticeKind } from '@shoal/protocol/broadcast-notice'
import type { Logger } from 'pino'
import type { DatabaseQueue } from './database-queue.ts'

export class Notices {
  readonly #broadcastId: string
  readonly #database: DatabaseQueue
  readonly #log: Logger
  readonly #shown = new Map<NoticeKind, string>()
  readonly #ending = new Map<NoticeKind, NodeJS.Timeout>()
  /** Told before the database has heard of the broadcast; null from then on. */
  #early: (() => void)[] | null = []

  constructor(broadcastId: string, database: DatabaseQueue, log: Logger) {
    this.#broadcastId = broadcastId
    this.#database = database
    this.#log = log
  }

  /** The database knows the broadcast by now. */
  begin(): void {
    const early = this.#early ?? []
    this.#early = null
    for (const tell of early) tell()
  }

  /** `detail` is what the kind's words leave open. */
  show(kind: NoticeKind, detail: string): void {
    if (this.#shown.get(kind) === detail) return
    this.#shown.set(kind, detail)
    this.#log.warn({ kind, detail }, 'notice')
    const notice = { broadcastId: this.#broadcastId, kind, detail, at: new Date() }
    this.#tell(() => this.#database.add('add notice', (db) => addNotice(db, notice)))
  }

  /** One that is over by itself after a while. */
  showFor(kind: NoticeKind, detail: string, ms: number): void {
    this.show(kind, detail)
    clearTimeout(this.#ending.get(kind))
    this.#ending.set(kind, setTimeout(() => this.clear(kind), ms).unref())
  }

  clear(kind: NoticeKind): void {
    if (!this.#shown.delete(kind)) return
    this.#log.info({ kind }, 'notice cleared')
    const cleared = { broadcastId: this.#broadcastId, kind, at: new Date() }
    this.#tell(() => this.#database.add('clear notice', (db) => clearNotice(db, cleared)))
  }

  #tell(write: () => void): void {
    if (this.#early) this.#early.push(write)
    else write()
  }
}
