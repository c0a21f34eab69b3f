/** Keeps one ffmpeg running for as long as a publisher sends: starts it where the last one left off, and replaces it. */

import type { Logger } from 'pino'
import { type EncodedSegment, EncoderRun, type EndOfRun, type RunSettings } from './encoder-run.ts'
import type { FfmpegExit } from './ffmpeg-process.ts'
import type { MediaPacket } from './media-packet.ts'
import type { PacketBacklog } from './packet-backlog.ts'
import { findRunStart } from './run-start.ts'
import { addMs } from './source-time.ts'

export type { EncodedSegment, EndOfRun } from './encoder-run.ts'

export type EncoderEvents = {
  onSegment(segment: EncodedSegment): void
  /** A preview picture, about every ten seconds, and where it is on the broadcast's media timeline, to half a second. */
  onPicture(jpeg: Buffer, startSeconds: number): void
  /** The child is gone; another one follows. */
  onRestart(reason: EndOfRun): void
  /** Several children in a row made nothing of this source. No other follows. */
  onGiveUp(lastLine: string): void
  /** The machine does not encode as fast as the publisher sends. Once for each child. */
  onTooSlow(): void
}

export type EncoderOptions = RunSettings & {
  backlog: PacketBacklog
  /** Asked as a child starts: where its first segment, of that time on the publisher's clock, is on the broadcast's media timeline. */
  placeRun(sourceTimeMs: number): number
  events: EncoderEvents
  log: Logger
}

const MOST_FRUITLESS_RUNS = 4
/** From the second fruitless run on, what is in the backlog may be what kills them. */
const SUSPICIOUS_RUNS = 2
const FIRST_BACKOFF_MS = 250
const LONGEST_BACKOFF_MS = 4000
const STOP_GRACE_MS = 1500

export class Encoder {
  readonly #options: EncoderOptions
  #wanted: 'running' | 'stopped' = 'running'
  #run: EncoderRun | null = null
  /** The backlog's, when the run started. */
  #era = 0
  #ending: Promise<void> = Promise.resolve()
  #fruitlessRuns = 0
  #backoff: NodeJS.Timeout | undefined
  #isBackingOff = false

  constructor(options: EncoderOptions) {
    this.#options = options
    this.#startRun()
  }

  /** For tests, which kill it. */
  get pid(): number | undefined {
    return this.#run?.pid
  }

  /** Media that ffmpeg took by the time that passed, over ten seconds; null when it has not run for long. */
  get speed(): number | null {
    return this.#run?.speed ?? null
  }

  /** Media that waits for ffmpeg to take it. */
  get lagSeconds(): number {
    return this.#run?.lagSeconds ?? 0
  }

  /** The packet is in the backlog already. */
  write(packet: MediaPacket): void {
    if (this.#wanted === 'stopped' || this.#isBackingOff) return
    if (!this.#run) this.#startRun()
    else if (this.#era === this.#options.backlog.era) this.#run.write(packet)
    else void this.#run.finish(STOP_GRACE_MS, 'clock-jump')
  }

  /** Resolves when the child has encoded what it had, and is gone: after about `graceMs` at the latest. */
  async stop(graceMs = STOP_GRACE_MS): Promise<void> {
    this.#wanted = 'stopped'
    clearTimeout(this.#backoff)
    await this.#run?.finish(graceMs)
    await this.#ending
  }

  /** Ends the child at once. What it has not given out yet is left to whoever encodes the backlog next. */
  async discard(): Promise<void> {
    this.#wanted = 'stopped'
    clearTimeout(this.#backoff)
    await this.#run?.discard()
    await this.#ending
  }

  #startRun(): void {
    const { backlog, plan, placeRun, events, log } = this.#options
    const hasVideo = plan.rungs.some(({ video }) => video)
    const start = findRunStart(backlog, { keyFrames: plan.keyFrames, hasVideo })
    // `write` tries again with the next packet.
    if (!start) return
    const era = backlog.era
    const placedSeconds = placeRun(addMs(start.firstMs, start.skipSeconds * 1000))
    const begin = { start, headers: backlog.headers, placedSeconds }
    const run = new EncoderRun(this.#options, begin, {
      onSegment: (segment) => {
        const { sourceTimeMs, set } = segment
        this.#fruitlessRuns = 0
        if (era === backlog.era) backlog.acknowledge(addMs(sourceTimeMs, set.durationSeconds * 1000))
        events.onSegment(segment)
      },
      onPicture: (jpeg, startSeconds) => events.onPicture(jpeg, startSeconds),
      onTooSlow: () => {
        log.warn({ speed: run.speed, lagSeconds: run.lagSeconds }, 'ffmpeg is too slow')
        events.onTooSlow()
      },
    })
    this.#run = run
    this.#era = era
    log.info({ pid: run.pid, skipSeconds: start.skipSeconds }, 'ffmpeg started')
    this.#ending = run.ended.then((exit) => this.#ended(run, exit))
  }

  #ended(run: EncoderRun, exit: FfmpegExit): void {
    const { log, events } = this.#options
    this.#run = null
    if (this.#wanted === 'stopped') {
      log.info({ exit: exit.kind }, 'ffmpeg stopped')
      return
    }
    const lastLine = run.brokenBy || lastLineOf(exit)
    log.warn({ reason: run.end, exit: exit.kind, segments: run.segments, lastLine }, 'ffmpeg ended early')
    if (run.segments === 0 && run.end !== 'clock-jump') this.#fruitlessRuns += 1
    if (this.#fruitlessRuns >= MOST_FRUITLESS_RUNS) {
      this.#wanted = 'stopped'
      events.onGiveUp(lastLine)
      return
    }
    events.onRestart(run.end)
    this.#restart(run)
  }

  /** At once when the last one made something. */
  #restart({ end }: EncoderRun): void {
    // Whoever heard of the last one's end may have stopped us.
    if (this.#wanted !== 'running') return
    const { backlog } = this.#options
    if (end === 'too-slow' || this.#fruitlessRuns >= SUSPICIOUS_RUNS) backlog.skipToNextKeyFrame()
    if (this.#fruitlessRuns === 0) {
      this.#startRun()
      return
    }
    this.#isBackingOff = true
    const delayMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (this.#fruitlessRuns - 1))
    this.#backoff = setTimeout(() => {
      this.#isBackingOff = false
      if (this.#wanted === 'running') this.#startRun()
    }, delayMs)
  }
}

function lastLineOf(exit: FfmpegExit): string {
  if (exit.kind === 'crashed') return exit.lastLine
  return exit.kind === 'not-started' ? exit.cause.message : ''
}
