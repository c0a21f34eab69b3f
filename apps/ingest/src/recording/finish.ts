/** The end of a broadcast on disk: its journal's last line, its storyboard, and the deletion of what was not recorded. */

import type { Logger } from 'pino'
import { broadcastFolder } from './broadcast-folder.ts'
import { readJournal } from './journal.ts'
import type { JournalEnd } from './journal-line.ts'
import { readSummary } from './journal-summary.ts'
import { makeStoryboard } from './make-storyboard.ts'
import type { Reclaimable } from './reclaim.ts'
import type { Recorder } from './recorder.ts'
import { removeBroadcast } from './run-deletions.ts'
import type { StoredBytes } from './stored-bytes.ts'

export type FinishOptions = {
  root: string
  stored: StoredBytes
  ffmpegPath: string
  /** Whoever has it open should look again. */
  forget(broadcastId: string): void
  log: Logger
  /** Viewers who are behind finish first. */
  keptMs?: number
}

export type Finished = {
  /** For the database: seconds, bytes, segments. The recording can be watched from now on. */
  end: JournalEnd
  /** Resolves when it is made, or when there will be none. */
  storyboard: Promise<void>
}

const KEPT_MS = 600_000
const LAST_WRITES_MS = 4000

export class Finisher implements AsyncDisposable {
  readonly #options: FinishOptions
  readonly #deleting = new Map<string, NodeJS.Timeout>()
  #drawing: Promise<void> = Promise.resolve()

  /** Broadcasts that were not recorded, and that an earlier run has left, go in their time too. */
  constructor(options: FinishOptions) {
    this.#options = options
    for (const { id, isRecorded, endedAtMs } of options.stored.broadcasts) {
      if (!isRecorded) this.#deleteLater(id, endedAtMs)
    }
  }

  /** In a few seconds at the most, however the disk is. */
  async finish(broadcastId: string, recorder: Recorder, reason: string): Promise<Finished> {
    const { stored } = this.#options
    const end = await recorder.end(reason, LAST_WRITES_MS)
    stored.setBroadcast(broadcastId, { end, bytes: end.bytes })
    if (end.isRecorded && end.segments > 0) return { end, storyboard: this.#draw(broadcastId) }
    this.#deleteLater(broadcastId, end.atMs)
    return { end, storyboard: Promise.resolve() }
  }

  /** For the disk's guard: what would go in some minutes. */
  leftovers(): Reclaimable[] {
    const leftovers = [...this.#options.stored.broadcasts].filter(({ id }) => this.#deleting.has(id))
    return leftovers.map(({ id, endedAtMs, bytes }) => ({
      ...{ kind: 'leftover', atMs: endedAtMs, bytes },
      drop: () => void this.#delete(id),
    }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#deleting.values()) clearTimeout(timer)
    await this.#drawing
  }

  /** One after the other: several broadcasts may end at once, and those that go on need the machine. */
  #draw(broadcastId: string): Promise<void> {
    this.#drawing = this.#drawing.then(() => this.#drawNow(broadcastId))
    return this.#drawing
  }

  async #drawNow(broadcastId: string): Promise<void> {
    const { root, stored, ffmpegPath, forget, log } = this.#options
    const folder = broadcastFolder(root, broadcastId)
    try {
      const journal = await readJournal(folder)
      if (!journal || !(await makeStoryboard(folder, journal, { ffmpegPath }))) return
      const summary = await readSummary(folder)
      if (summary) stored.setBroadcast(broadcastId, summary)
      forget(broadcastId)
    } catch (error) {
      log.warn({ err: error, broadcast: broadcastId }, 'a recording has no storyboard')
    }
  }

  #deleteLater(id: string, endedAtMs: number): void {
    const inMs = Math.max(0, endedAtMs + (this.#options.keptMs ?? KEPT_MS) - Date.now())
    this.#deleting.set(id, setTimeout(() => void this.#delete(id), inMs).unref())
  }

  async #delete(id: string): Promise<void> {
    const { log } = this.#options
    clearTimeout(this.#deleting.get(id))
    this.#deleting.delete(id)
    try {
      await removeBroadcast(this.#options, id)
    } catch (error) {
      log.error({ err: error, broadcast: id }, 'what was not recorded could not be deleted: the next start tries again')
    }
  }
}
