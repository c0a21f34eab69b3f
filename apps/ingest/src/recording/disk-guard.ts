/**
 * Keeps the disk from filling up: looks at its free space and at the quota every few seconds, and makes room.
 *
 * First the oldest rewind data goes (`reclaim.ts` has the order); when there is none left, recordings pause. The live
 * window stays, whatever happens, and recordings go on by themselves once there is room again.
 */

import { statfs } from 'node:fs/promises'
import type { Logger } from 'pino'
import type { PauseReason } from './disk-fault.ts'
import { type Reclaimable, selectReclaimed } from './reclaim.ts'

export type FileSystemFigures = { bsize: number; blocks: number; bavail: number }

export type DiskGuardOptions = {
  /** The data folder: its file system is looked at. */
  folder: string
  /** 0 for none. */
  quotaBytes: number
  /** At least so much stays free, or 5 % of the file system if that is more. */
  minFreeBytes: number
  /** Everything below the broadcasts' folder. */
  usedBytes(): number
  reclaimable(): Reclaimable[]
  /** Recorders of live broadcasts that are recorded. */
  recorders(): Iterable<Held>
  log: Logger
  statfs?: (folder: string) => Promise<FileSystemFigures>
  intervalMs?: number
}

export type Held = { pause(reason: PauseReason): void; resume(): void }

type Shortage = { reason: PauseReason; neededBytes: number }

const INTERVAL_MS = 5000
const LEAST_FREE = 0.05
/** A pause ends only with so much more room than began it. */
const FREE_AGAIN = 1.2
const UNDER_QUOTA_AGAIN = 0.95

export class DiskGuard implements Disposable {
  readonly #options: DiskGuardOptions
  readonly #timer: NodeJS.Timeout
  #paused: PauseReason | null = null
  #isShort = false
  #isLooking = false

  constructor(options: DiskGuardOptions) {
    this.#options = options
    this.#timer = setInterval(() => void this.look(), options.intervalMs ?? INTERVAL_MS).unref()
  }

  /** Why recordings are paused; null while they are not. */
  get paused(): PauseReason | null {
    return this.#paused
  }

  /** Also each few seconds by itself. Never rejects. */
  async look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      this.#act(await this.#measure())
    } catch (error) {
      this.#options.log.error({ err: error }, 'the free space of the disk cannot be read')
    } finally {
      this.#isLooking = false
    }
  }

  /** What there is to see of the disk; rejects where it can't be read. */
  async figures(): Promise<{ freeBytes: number; totalBytes: number; recordingBytes: number }> {
    const { bsize, blocks, bavail } = await this.#readFileSystem()
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, recordingBytes: this.#options.usedBytes() }
  }

  /** Whether there is room for so much more, without a shortage afterwards. */
  async hasRoomFor(bytes: number): Promise<boolean> {
    const { quotaBytes, usedBytes } = this.#options
    if (quotaBytes > 0 && usedBytes() + bytes > quotaBytes) return false
    const { free, least } = await this.#readFree()
    return free - bytes >= least
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  async #measure(): Promise<Shortage | null> {
    const { quotaBytes, usedBytes } = this.#options
    const { free, least } = await this.#readFree()
    const wantedFree = least * FREE_AGAIN
    if (free < (this.#isShort ? wantedFree : least)) return { reason: 'disk-low', neededBytes: wantedFree - free }
    const used = usedBytes()
    const wantedUsed = quotaBytes * UNDER_QUOTA_AGAIN
    if (quotaBytes > 0 && used > (this.#isShort ? wantedUsed : quotaBytes)) {
      return { reason: 'quota', neededBytes: used - wantedUsed }
    }
    return null
  }

  async #readFree(): Promise<{ free: number; least: number }> {
    const { bsize, blocks, bavail } = await this.#readFileSystem()
    return { free: bavail * bsize, least: Math.max(this.#options.minFreeBytes, blocks * bsize * LEAST_FREE) }
  }

  #readFileSystem(): Promise<FileSystemFigures> {
    return (this.#options.statfs ?? statfs)(this.#options.folder)
  }

  #act(shortage: Shortage | null): void {
    this.#isShort = shortage !== null
    const { log, reclaimable, recorders } = this.#options
    if (!shortage) {
      if (this.#paused) log.info('there is room again: recordings go on')
      this.#paused = null
      for (const recorder of recorders()) recorder.resume()
      return
    }
    const { reason, neededBytes } = shortage
    const dropped = selectReclaimed(reclaimable(), neededBytes)
    const droppedBytes = dropped.reduce((sum, { bytes }) => sum + bytes, 0)
    if (dropped.length > 0) log.warn({ reason, droppedBytes, parts: dropped.length }, 'made room on the disk')
    for (const each of dropped) each.drop()
    // What was dropped frees the disk in a moment; the next look sees whether it was enough.
    if (droppedBytes < neededBytes && !this.#paused) {
      log.warn({ reason }, 'no room on the disk: recordings pause')
      this.#paused = reason
    }
    if (this.#paused) for (const recorder of recorders()) recorder.pause(this.#paused)
  }
}
