/** Everything that is kept on disk: the end of broadcasts, recordings and downloads, and room for what comes next. */

import type { Database } from '@shoal/db/database'
import { exportsOf, forgetExport, listWaitingExports, updateExport } from '@shoal/db/recording-exports'
import {
  expiredRecordings,
  failRecording,
  findRecording,
  finishRecording,
  listMarkedForDeletion,
  listUnfinishedRecordings,
  markForDeletion,
  recordingDeleted,
} from '@shoal/db/recordings'
import type { Logger } from 'pino'
import type { DatabaseQueue } from '../broadcast/database-queue.ts'
import { BroadcastMedia } from '../hls/broadcast-media.ts'
import type { AdoptedBroadcast } from './adopt.ts'
import { broadcastFolder, broadcastsFolder } from './broadcast-folder.ts'
import { DiskGuard } from './disk-guard.ts'
import type { FoundDownload } from './downloads.ts'
import { Finisher } from './finish.ts'
import type { JournalEnd } from './journal-line.ts'
import { readSummary } from './journal-summary.ts'
import { Library } from './library.ts'
import { listRewind } from './reclaim.ts'
import { Recorder } from './recorder.ts'
import { runDeletions, runRetention } from './run-deletions.ts'
import { removeFile, runExports } from './run-exports.ts'
import { loadStoredBytes, type StoredBytes } from './stored-bytes.ts'

export type RecordingsOptions = {
  dataFolder: string
  /** 0 for none. */
  diskQuotaBytes: number
  minFreeBytes: number
  ffmpegPath: string
  database: Database
  writes: DatabaseQueue
  log: Logger
}

/** A live broadcast, as the disk's guard sees it. */
export type LiveRecording = {
  id: string
  recorder: Recorder
  isRecorded: boolean
  windowSeconds: number
  dropBefore(number: number): void
}

export type LiveRecordings = {
  readonly current: readonly LiveRecording[]
  /** Of one that has ended, and is deleted. */
  forget(id: string): void
}

type Download = { broadcastId: string; rung: string }

export class Recordings implements AsyncDisposable {
  readonly root: string
  readonly library: Library<BroadcastMedia>
  readonly #options: RecordingsOptions
  readonly #stored: StoredBytes
  readonly #finisher: Finisher
  readonly #running = new AsyncDisposableStack()
  #live: LiveRecordings = { current: [], forget() {} }
  #guard: DiskGuard | undefined

  static async open(options: RecordingsOptions): Promise<Recordings> {
    return new Recordings(options, await loadStoredBytes(broadcastsFolder(options.dataFolder), options.log))
  }

  private constructor(options: RecordingsOptions, stored: StoredBytes) {
    this.#options = options
    this.#stored = stored
    this.root = broadcastsFolder(options.dataFolder)
    this.library = new Library({
      root: this.root,
      isTaken: (id) => this.#isLive(id),
      open: ({ timeline, reader }) => new BroadcastMedia({ timeline, past: reader }),
    })
    const { ffmpegPath, log } = options
    const forget = (id: string) => this.library.forget(id)
    this.#finisher = this.#running.use(new Finisher({ ...{ root: this.root, stored, ffmpegPath, forget, log } }))
  }

  /** Looks after the disk from now on, and does what the studio asks for. */
  start(live: LiveRecordings): void {
    this.#live = live
    const { root } = this
    const { database, ffmpegPath, log } = this.#options
    const stored = this.#stored
    const isLive = (id: string) => this.#isLive(id)
    const forget = (id: string) => {
      this.library.forget(id)
      live.forget(id)
    }
    const guard = this.#running.use(this.#guardDisk())
    this.#guard = guard
    const hasRoomFor = (bytes: number) => guard.hasRoomFor(bytes)
    const deletions = {
      list: () => listMarkedForDeletion(database),
      deleted: (broadcastId: string) => recordingDeleted(database, { broadcastId, at: new Date() }),
    }
    const retention = {
      expired: (now: Date) => expiredRecordings(database, now),
      mark: (broadcastId: string) => markForDeletion(database, broadcastId),
    }
    this.#running.use(runExports({ root, stored, ffmpegPath, hasRoomFor, log, queue: this.#exportQueue() }))
    this.#running.use(runDeletions({ root, stored, isLive, forget, log, queue: deletions }))
    this.#running.use(runRetention({ isLive, log, queue: retention }))
  }

  async finish(broadcastId: string, recorder: Recorder, reason: string): Promise<void> {
    const { end } = await this.#finisher.finish(broadcastId, recorder, reason)
    this.#tellEnd(broadcastId, end)
  }

  /** One that an earlier run left, and that nobody will go on with. */
  async finishLeft({ folder, facts, journal }: AdoptedBroadcast): Promise<void> {
    const events = { onStored() {}, onPaused() {}, onResumed() {} }
    const recorder = new Recorder({ folder, facts, journal, events, log: this.#options.log })
    await this.finish(facts.id, recorder, 'server-stopped')
  }

  /** Those whose end an earlier run had no time to tell the database. */
  async finishUntold(): Promise<void> {
    for (const id of await listUnfinishedRecordings(this.#options.database)) {
      const summary = await readSummary(broadcastFolder(this.root, id))
      if (summary) this.#tellEnd(id, summary.end)
      else await failRecording(this.#options.database, { broadcastId: id, error: 'nothing of it is on the disk' })
    }
  }

  /** Null where there is no such download that is ready. */
  async findDownload({ broadcastId, rung }: Download): Promise<FoundDownload | null> {
    const { database } = this.#options
    const made = (await exportsOf(database, broadcastId)).find((one) => one.rung === rung && one.state === 'ready')
    const recording = made && (await findRecording(database, broadcastId))
    return recording ? { token: made.token, slug: recording.channel.slug, startedAt: recording.startedAt } : null
  }

  /** Of the disk that everything is kept on; none before `start`, and where the disk can't be read. */
  async diskFigures(): Promise<Awaited<ReturnType<DiskGuard['figures']>> | undefined> {
    return await this.#guard?.figures().catch(() => undefined)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running.disposeAsync()
  }

  #isLive(id: string): boolean {
    return this.#live.current.some((one) => one.id === id)
  }

  #tellEnd(broadcastId: string, { isRecorded, seconds, bytes, segments }: JournalEnd): void {
    if (!isRecorded) return
    const { writes } = this.#options
    if (segments === 0) {
      writes.add('fail recording', (db) => failRecording(db, { broadcastId, error: 'nothing was recorded' }))
    } else {
      const figures = { broadcastId, at: new Date(), seconds, bytes, segments }
      writes.add('finish recording', (db) => finishRecording(db, figures))
    }
  }

  #guardDisk(): DiskGuard {
    const { dataFolder, diskQuotaBytes, minFreeBytes, log } = this.#options
    const queue = this.#exportQueue()
    return new DiskGuard({
      ...{ folder: dataFolder, quotaBytes: diskQuotaBytes, minFreeBytes, log },
      usedBytes: () => this.#live.current.reduce((sum, { recorder }) => sum + recorder.bytes, this.#stored.total),
      recorders: () => this.#live.current.flatMap(({ recorder, isRecorded }) => (isRecorded ? [recorder] : [])),
      reclaimable: () => [
        ...this.#finisher.leftovers(),
        ...this.#live.current
          .filter(({ isRecorded }) => !isRecorded)
          .flatMap(({ recorder, ...live }) => listRewind(recorder.segments.values(), live)),
        ...[...this.#stored.exports].map((file) => ({
          ...{ kind: 'export' as const, atMs: file.madeAtMs, bytes: file.bytes },
          drop: () =>
            void removeFile({ root: this.root, queue, stored: this.#stored }, file).catch((error: unknown) => {
              log.warn({ err: error }, 'a download could not be removed')
            }),
        })),
      ],
    })
  }

  #exportQueue() {
    const { database } = this.#options
    return {
      list: () => listWaitingExports(database),
      update: (id: string, change: Parameters<typeof updateExport>[2]) => updateExport(database, id, change),
      async forget({ broadcastId, rung }: Download) {
        for (const made of await exportsOf(database, broadcastId)) {
          if (made.rung === rung) await forgetExport(database, made.id)
        }
      },
    }
  }
}
