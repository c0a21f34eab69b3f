/** Measures this viewer's uplink by the drain of its own uploads, while it has something to send. */

/** Fewer bytes in less time say more of timers than of the line. */
const LEAST_BYTES = 64_000
const ENOUGH_MS = 500
/** A long upload is looked at this often. */
const LOOK_MS = 250
/** A burst that is gone sooner than a clock can tell. */
const LEAST_BURST_MS = 1
const NEWEST_SHARE = 0.35

export class UplinkMeter {
  #busySinceMs: number | null = null
  #writtenBytes = 0
  /** Of bursts that are over. */
  #drainedBytes = 0
  #drainedMs = 0
  #bitsPerMs: number | null = null

  /** Kilobits a second; a line that is never busy for long is at least as fast as this. */
  get kbps(): number | null {
    return this.#bitsPerMs
  }

  wrote(bytes: number, nowMs: number): void {
    this.#busySinceMs ??= nowMs
    this.#writtenBytes += bytes
  }

  /** `bufferedBytes` waits in all links together; `isIdle` when nothing more is to be written now. */
  look(options: { bufferedBytes: number; isIdle: boolean; nowMs: number }): void {
    if (this.#busySinceMs === null) return
    const { bufferedBytes, nowMs } = options
    const isOver = options.isIdle && bufferedBytes === 0
    if (!isOver && nowMs - this.#busySinceMs < LOOK_MS) return
    // what waits has words of ours among it that were not counted as written
    this.#drainedBytes += Math.max(0, this.#writtenBytes - bufferedBytes)
    this.#drainedMs += Math.max(LEAST_BURST_MS, nowMs - this.#busySinceMs)
    this.#writtenBytes = bufferedBytes
    this.#busySinceMs = isOver ? null : nowMs
    if (this.#drainedBytes < LEAST_BYTES && this.#drainedMs < ENOUGH_MS) return
    const bitsPerMs = (this.#drainedBytes * 8) / this.#drainedMs
    const known = this.#bitsPerMs ?? bitsPerMs
    this.#bitsPerMs = known + (bitsPerMs - known) * NEWEST_SHARE
    this.#drainedBytes = 0
    this.#drainedMs = 0
  }
}
