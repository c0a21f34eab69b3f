/**
 * Writes one live broadcast to the disk, behind its back: nothing that the disk does can hold it up or end it.
 *
 * A segment's files are written in place, under their last names, and its line in the journal after them: nobody asks
 * for a file that the journal does not name, so the line is what makes it exist, and a rename would only cost.
 */

import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { IndexedSegment } from '../hls/timeline.ts'
import type { PauseReason } from './disk-fault.ts'
import { DiskQueue } from './disk-queue.ts'
import { Journal, segmentBytes } from './journal.ts'
import type { BroadcastFacts, EpochFacts, JournalEnd, JournalLine } from './journal-line.ts'
import { JournalWriter } from './journal-writer.ts'
import { StoredFiles, type WriteFile } from './stored-files.ts'

export type RecorderOptions = {
  /** The broadcast's own folder. */
  folder: string
  facts: BroadcastFacts
  /** What an earlier run has left, for a broadcast that was adopted. */
  journal?: Journal
  events: {
    /** It can be read back from now on. */
    onStored(number: number): void
    /** Once for each pause. */
    onPaused(reason: PauseReason): void
    onResumed(): void
  }
  log: Logger
  write?: WriteFile
  /** Between two looks at a disk that is not well. */
  retryMs?: number
  /** What may wait for the disk before segments are left out. */
  queueBytes?: number
}

/** By rung; a `RungPart` is one. */
export type SegmentBytes = ReadonlyMap<string, { init: Buffer; bytes: Buffer }>

const QUEUE_BYTES = 64 * 1024 * 1024
const RETRY_MS = 3000
const CLOSE_MS = 500
/** Dropped segments whose lines are worth being rid of: some hours of them. */
const COMPACT_AFTER = 10_000

export class Recorder implements AsyncDisposable {
  readonly #options: RecorderOptions
  readonly #files: StoredFiles
  readonly #writer: JournalWriter
  /** What the disk has: changes when a line is written. */
  readonly #journal: Journal
  readonly #knownInits = new Set<string>()
  #bytes: number
  readonly #queue: DiskQueue
  #dropUnder = 0
  #isDropQueued = false
  /** Files of lower numbers were removed on a disk that was too full for the line that says so. */
  #removedUnder = 0
  #droppedLines = 0

  constructor(options: RecorderOptions) {
    this.#options = options
    this.#files = new StoredFiles(options.folder, options.write)
    this.#writer = new JournalWriter(options.folder)
    this.#queue = new DiskQueue({
      ...{ limitBytes: options.queueBytes ?? QUEUE_BYTES, retryMs: options.retryMs ?? RETRY_MS },
      ...{ events: options.events, log: options.log, probe: (bytes) => this.#files.probe(bytes) },
    })
    this.#journal = options.journal ?? new Journal()
    this.#bytes = this.#journal.bytes
    for (const { epoch, rung, hash } of this.#journal.inits) this.#knownInits.add(`${epoch}/${rung}/${hash}`)
    if (!options.journal) this.#addLine({ kind: 'broadcast', ...options.facts })
  }

  /** Of the files that are stored. */
  get bytes(): number {
    return this.#bytes
  }

  get queuedBytes(): number {
    return this.#queue.bytes
  }

  get pauseReason(): PauseReason | null {
    return this.#queue.pauseReason
  }

  /** Those on the disk, in order. */
  get segments(): ReadonlyMap<number, IndexedSegment> {
    return this.#journal.segments
  }

  /** Milliseconds on the media timeline; null while none is stored. */
  get latestPictureMs(): number | null {
    return this.#journal.pictures.at(-1)?.mediaMs ?? null
  }

  startEpoch(epoch: EpochFacts): void {
    this.#addLine({ kind: 'epoch', ...epoch })
  }

  /** `parts` are kept until they are written, at most 64 MB of them. */
  add(segment: IndexedSegment, parts: SegmentBytes): void {
    const bytes = [...parts.values()].reduce((sum, part) => sum + part.bytes.length, 0)
    this.#queue.addMedia(bytes, () => this.#store(segment, parts))
  }

  /** `mediaMs` is on the media timeline. */
  addPicture(mediaMs: number, jpeg: Buffer): void {
    this.#queue.addMedia(jpeg.length, async () => {
      await this.#files.write({ kind: 'picture', mediaMs }, jpeg)
      await this.#append({ kind: 'picture', mediaMs, bytes: jpeg.length })
    })
  }

  /** Removes the segments under this number, and the pictures of their time. */
  dropBefore(number: number): void {
    if (number <= this.#dropUnder) return
    this.#dropUnder = number
    if (this.#isDropQueued) return
    this.#isDropQueued = true
    this.#queue.add(
      () => this.#dropAll(),
      () => this.#removeFirst(),
    )
  }

  /** The guard's pause: what comes is left out until `resume`. */
  pause(reason: PauseReason): void {
    this.#queue.hold(reason)
  }

  resume(): void {
    this.#queue.resume()
  }

  /** Resolves with what is kept, once that is in the journal or `limitMs` is over. Nothing can be added after it. */
  async end(reason: string, limitMs = 4000): Promise<JournalEnd> {
    const end = () => {
      const { seconds, segments } = this.#journal
      const { isRecorded } = this.#options.facts.settings
      return { reason, atMs: Date.now(), isRecorded, seconds, bytes: this.#bytes, segments: segments.size }
    }
    let written: JournalEnd | null = null
    this.#queue.add(async () => {
      const facts = end()
      await this.#append({ kind: 'end', ...facts })
      written = facts
    })
    await this.#close(limitMs)
    if (!written) this.#options.log.error({ reason: this.pauseReason }, 'the end of a broadcast is not in its journal')
    return written ?? end()
  }

  /** Without an end: the next run of this program goes on with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close(2000)
  }

  #addLine(line: JournalLine): void {
    this.#queue.add(() => this.#append(line))
  }

  async #store(segment: IndexedSegment, parts: SegmentBytes): Promise<void> {
    const { epoch, number } = segment
    try {
      for (const [rung, { init, bytes }] of parts) {
        const part = segment.parts[rung]
        if (!part) continue
        await this.#storeInit({ epoch, rung, hash: part.initHash }, init)
        await this.#files.write({ kind: 'segment', epoch, rung, number, hash: part.hash }, bytes)
      }
      await this.#append({ kind: 'segment', ...segment })
    } catch (error) {
      await this.#files.removeSegment(segment)
      throw error
    }
    this.#options.events.onStored(number)
  }

  async #storeInit(at: { epoch: number; rung: string; hash: string }, bytes: Buffer): Promise<void> {
    const name = `${at.epoch}/${at.rung}/${at.hash}`
    if (this.#knownInits.has(name)) return
    await this.#files.write({ kind: 'init', ...at }, bytes)
    await this.#append({ kind: 'init', ...at, bytes: bytes.length })
    this.#knownInits.add(name)
  }

  async #dropAll(): Promise<void> {
    for (let under = -1; under !== this.#dropUnder; ) {
      under = this.#dropUnder
      await this.#drop(under)
      await this.#dropPictures(under)
    }
    this.#isDropQueued = false
    if (this.#droppedLines < COMPACT_AFTER) return
    await this.#writer.replace(this.#journal.lines())
    this.#droppedLines = 0
  }

  /** The line first: a process that dies in between leaves files that nobody names, not names without files. */
  async #drop(under: number): Promise<void> {
    const dropped = this.#segmentsUnder(under)
    const first = dropped[0]
    if (!first) return
    await this.#append({ kind: 'dropped', from: first.number, before: under })
    for (const segment of dropped) {
      await this.#files.removeSegment(segment)
      this.#bytes -= segmentBytes(segment)
    }
    this.#droppedLines += dropped.length
  }

  /** Those of a time before the segments that are left; the newest stays, it is the poster. */
  async #dropPictures(under: number): Promise<void> {
    const next = [...this.#journal.segments.values()].find(({ number }) => number >= under)
    const beforeMs = Math.floor((next?.startSeconds ?? 0) * 1000)
    const dropped = this.#journal.pictures.slice(0, -1).filter(({ mediaMs }) => mediaMs < beforeMs)
    const last = dropped.at(-1)
    if (!last) return
    await this.#append({ kind: 'pictures-dropped', beforeMs: last.mediaMs + 1 })
    for (const { mediaMs, bytes } of dropped) {
      await this.#files.remove({ kind: 'picture', mediaMs })
      this.#bytes -= bytes
    }
  }

  /** On a full disk the files go first: the line that says so has no room before. */
  async #removeFirst(): Promise<void> {
    for (const segment of this.#segmentsUnder(this.#dropUnder)) {
      if (segment.number >= this.#removedUnder) await this.#files.removeSegment(segment)
    }
    this.#removedUnder = this.#dropUnder
  }

  #segmentsUnder(number: number): IndexedSegment[] {
    return [...this.#journal.segments.values()].filter((segment) => segment.number < number)
  }

  async #append(line: JournalLine): Promise<void> {
    await this.#files.makeRoot()
    await this.#writer.append(line)
    this.#journal.apply(line)
    if (line.kind === 'segment') this.#bytes += segmentBytes(line)
    else if (line.kind === 'init' || line.kind === 'picture') this.#bytes += line.bytes
  }

  async #close(limitMs: number): Promise<void> {
    await this.#queue.close(limitMs)
    // A disk that hangs would keep its file open for ever.
    const closed = this.#writer[Symbol.asyncDispose]()
    await Promise.race([closed, wait(CLOSE_MS, undefined, { ref: false })])
  }
}
