/** What waits to be written, in order, bounded in bytes; it pauses while the disk is not well, and finds out when it is. */

import type { Logger } from 'pino'
import { type PauseReason, pauseReasonOf } from './disk-fault.ts'

export type DiskQueueOptions = {
  /** What may wait before media is left out. */
  limitBytes: number
  /** Between two looks at a disk that is not well. */
  retryMs: number
  /** @throws the disk's error as long as it is not well. */
  probe(bytes: number): Promise<void>
  events: {
    /** Once for each pause. */
    onPaused(reason: PauseReason): void
    onResumed(): void
  }
  log: Logger
}

type Job = {
  /** That wait in memory for it. */
  bytes: number
  /** Left out, rather than done later, when the disk is not well. */
  isMedia: boolean
  run(): Promise<void>
  /** What makes room, and so can be done on a full disk. */
  free?(): Promise<void>
}

const LEAST_PROBE = 4096
const LARGEST_PROBE = 4 * 1024 * 1024

export class DiskQueue {
  readonly #options: DiskQueueOptions
  #jobs: Job[] = []
  #bytes = 0
  #draining: Promise<void> | null = null
  /** The guard's. */
  #held: PauseReason | null = null
  /** The disk's. */
  #fault: PauseReason | null = null
  #hasToldPause = false
  #retry: NodeJS.Timeout | undefined
  #probeBytes = LEAST_PROBE
  #isClosed = false

  constructor(options: DiskQueueOptions) {
    this.#options = options
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Null while it is written to. */
  get pauseReason(): PauseReason | null {
    return this.#fault ?? this.#held
  }

  /** Left out during a pause, and when too much waits already. */
  addMedia(bytes: number, run: () => Promise<void>): void {
    if (this.#isClosed || this.pauseReason) return
    if (this.#bytes + bytes > this.#options.limitBytes) {
      this.#fail('too-slow')
      return
    }
    this.#probeBytes = Math.max(this.#probeBytes, Math.min(bytes, LARGEST_PROBE))
    this.#add({ bytes, isMedia: true, run })
  }

  /** Done late rather than never. */
  add(run: () => Promise<void>, free?: () => Promise<void>): void {
    this.#add({ bytes: 0, isMedia: false, run, ...(free ? { free } : {}) })
  }

  /** Leaves out media until `resume`; what waits is written. */
  hold(reason: PauseReason): void {
    this.#held = reason
    this.#tell()
  }

  resume(): void {
    this.#held = null
    this.#tell()
  }

  /** Takes nothing more, and resolves when all is written or `limitMs` is over: what is left then is lost. */
  async close(limitMs: number): Promise<void> {
    this.#isClosed = true
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs)
    })
    await Promise.race([this.#emptied(), late])
    clearTimeout(timer)
    clearTimeout(this.#retry)
    this.#jobs = []
  }

  async #emptied(): Promise<void> {
    // A disk that was not well is tried once more: the line about the end may be what waits.
    if (!this.#canWrite) await this.#tryAgain()
    while (this.#draining) await this.#draining
  }

  #add(job: Job): void {
    if (this.#isClosed) return
    this.#jobs.push(job)
    this.#bytes += job.bytes
    this.#draining ??= this.#drain()
  }

  async #drain(): Promise<void> {
    // In a turn of its own, so that whoever adds something hears nothing before it has been added.
    await null
    for (let job = this.#jobs[0]; job && this.#canWrite; job = this.#jobs[0]) {
      try {
        await job.run()
        this.#remove(job)
      } catch (error) {
        if (job.isMedia) this.#remove(job)
        this.#fail(pauseReasonOf(error), error)
      }
    }
    this.#draining = null
  }

  /** A slow disk is written to still; one that is not well is not. */
  get #canWrite(): boolean {
    return this.#fault === null || this.#fault === 'too-slow'
  }

  #remove(job: Job): void {
    this.#jobs = this.#jobs.filter((other) => other !== job)
    this.#bytes -= job.bytes
    if (this.#fault === 'too-slow' && this.#bytes <= this.#options.limitBytes / 2) this.#recover()
  }

  #fail(reason: PauseReason, error?: unknown): void {
    this.#fault = reason
    if (reason !== 'too-slow') {
      this.#options.log.warn({ err: error, reason }, 'the disk does not take what is written')
      // Its time is a gap anyway, and must not wait in memory for a disk that may never be well.
      this.#jobs = this.#jobs.filter(({ isMedia }) => !isMedia)
      this.#bytes = 0
      this.#retryLater()
    }
    this.#tell()
  }

  #retryLater(): void {
    clearTimeout(this.#retry)
    if (!this.#isClosed) this.#retry = setTimeout(() => void this.#tryAgain(), this.#options.retryMs).unref()
  }

  async #tryAgain(): Promise<void> {
    for (const job of this.#jobs) await job.free?.()
    try {
      await this.#options.probe(this.#probeBytes)
      this.#recover()
    } catch (error) {
      this.#fault = pauseReasonOf(error)
      this.#retryLater()
    }
  }

  #recover(): void {
    this.#fault = null
    this.#tell()
    this.#draining ??= this.#drain()
  }

  #tell(): void {
    const reason = this.pauseReason
    if ((reason !== null) === this.#hasToldPause) return
    this.#hasToldPause = reason !== null
    if (reason) this.#options.events.onPaused(reason)
    else this.#options.events.onResumed()
  }
}
