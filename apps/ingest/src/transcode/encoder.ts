/** Keeps one ffmpeg running for as long as a publisher sends: starts it, feeds it, replaces it when it dies or hangs. */

import type { Logger } from 'pino'
import { SegmentIntake, type SegmentSet } from '../hls/segment-intake.ts'
import type { UploadListener } from '../http/upload-listener.ts'
import { buildFfmpegArguments } from './ffmpeg-arguments.ts'
import { type FfmpegExit, type FfmpegProcess, startFfmpeg } from './ffmpeg-process.ts'
import { buildFlvHeader, buildFlvTag } from './flv.ts'
import type { LadderPlan } from './ladder.ts'
import { isKeyFrame, type MediaPacket } from './media-packet.ts'
import type { PacketBacklog } from './packet-backlog.ts'

export type EncodedSegment = {
  set: SegmentSet
  /** When the first packet of this run came in, and the media seconds of the run before this segment. */
  runStartedAtMs: number
  offsetSeconds: number
  isFirstOfRun: boolean
}

type EncoderEvents = {
  onSegment(segment: EncodedSegment): void
  /** The child is gone; another one follows. */
  onRestart(reason: 'crashed' | 'stalled'): void
  /** Several children in a row made nothing of this source. No other follows. */
  onGiveUp(lastLine: string): void
}

export type EncoderOptions = {
  ffmpegPath: string
  plan: LadderPlan
  segmentSeconds: number
  uploads: UploadListener
  backlog: PacketBacklog
  events: EncoderEvents
  log: Logger
}

const MOST_QUEUED_BYTES = 33_554_432
const MOST_FRUITLESS_RUNS = 4
const FIRST_BACKOFF_MS = 250
const LONGEST_BACKOFF_MS = 4000
const STOP_GRACE_MS = 1500
const STALL_SECONDS = 10
const STALL_SEGMENTS = 3
const WATCH_INTERVAL_MS = 500

type Run = {
  ffmpeg: FfmpegProcess
  /** The publisher's clock at the run's start: ffmpeg's own starts at 0. */
  firstTimestampMs: number
  startedAtMs: number
  lastSegmentAtMs: number
  segments: number
  offsetSeconds: number
  isStalled: boolean
}

export class Encoder {
  readonly #options: EncoderOptions
  #wanted: 'running' | 'stopped' = 'running'
  #run: Run | null = null
  #running: Promise<void> = Promise.resolve()
  #fruitlessRuns = 0
  #backoff: NodeJS.Timeout | undefined
  #isBackingOff = false
  #lastPacketAtMs = 0
  readonly #watch: NodeJS.Timeout

  constructor(options: EncoderOptions) {
    this.#options = options
    this.#watch = setInterval(() => this.#endStalledRun(), WATCH_INTERVAL_MS)
    this.#startRun()
  }

  /** For tests, which kill it. */
  get pid(): number | undefined {
    return this.#run?.ffmpeg.pid
  }

  /** The packet is in the backlog already. */
  write(packet: MediaPacket): void {
    this.#lastPacketAtMs = packet.arrivedAtMs
    if (packet.kind === 'script' || this.#wanted === 'stopped') return
    if (this.#run) this.#feed(this.#run, packet)
    else if (!this.#isBackingOff) this.#startRun()
  }

  /** Resolves when the child has encoded what it had, and is gone. */
  async stop(graceMs = STOP_GRACE_MS): Promise<void> {
    this.#wanted = 'stopped'
    clearInterval(this.#watch)
    clearTimeout(this.#backoff)
    await this.#run?.ffmpeg.stop(graceMs)
    await this.#running
  }

  #startRun(): void {
    const { backlog, plan, uploads, ffmpegPath, segmentSeconds, log } = this.#options
    const [first] = backlog.packets
    // A run starts at a key frame; `write` tries again at the next packet.
    if (!first || (plan.frameRate !== null && !isKeyFrame(first))) return
    const intake = new SegmentIntake(
      plan.rungs.map(({ name }) => name),
      (set) => this.#receive(run, set),
    )
    const door = uploads.open((rung, file, body) => intake.receive(rung, file, body))
    const ffmpeg = startFfmpeg(ffmpegPath, buildFfmpegArguments({ plan, segmentSeconds, uploadUrl: door.url }))
    const run: Run = {
      ffmpeg,
      firstTimestampMs: first.timestampMs,
      startedAtMs: first.arrivedAtMs,
      lastSegmentAtMs: Date.now(),
      segments: 0,
      offsetSeconds: 0,
      isStalled: false,
    }
    this.#run = run
    log.info({ pid: ffmpeg.pid }, 'ffmpeg started')
    this.#running = ffmpeg.exited.then((exit) => {
      door[Symbol.dispose]()
      this.#ended(run, exit)
    })
    const hasAudio = plan.rungs.some((rung) => rung.audioKbps !== null)
    ffmpeg.write(buildFlvHeader({ hasAudio, hasVideo: plan.frameRate !== null }))
    for (const packet of [...backlog.headers, ...backlog.packets]) this.#feed(run, packet)
  }

  #feed(run: Run, packet: MediaPacket): void {
    if (!this.#isWanted(packet)) return
    // Headers are older than the run, and a publisher's clock may step back by a frame or two.
    const elapsedMs = Math.max(0, packet.timestampMs - run.firstTimestampMs)
    run.ffmpeg.write(buildFlvTag(packet, elapsedMs))
    if (run.ffmpeg.queuedBytes > MOST_QUEUED_BYTES) this.#kill(run)
  }

  /** A track that the ladder has no place for would make ffmpeg look for it, and wait. */
  #isWanted({ kind }: MediaPacket): boolean {
    const { plan } = this.#options
    return kind === 'video' ? plan.frameRate !== null : plan.rungs.some((rung) => rung.audioKbps !== null)
  }

  #receive(run: Run, set: SegmentSet): void {
    this.#fruitlessRuns = 0
    run.lastSegmentAtMs = Date.now()
    const { offsetSeconds, startedAtMs: runStartedAtMs } = run
    const isFirstOfRun = run.segments === 0
    run.segments += 1
    const [part] = set.parts.values()
    run.offsetSeconds += part?.durationSeconds ?? 0
    this.#options.events.onSegment({ set, runStartedAtMs, offsetSeconds, isFirstOfRun })
  }

  #endStalledRun(): void {
    const run = this.#run
    const patienceMs = 1000 * Math.max(STALL_SECONDS, STALL_SEGMENTS * this.#options.segmentSeconds)
    const now = Date.now()
    if (run && now - run.lastSegmentAtMs > patienceMs && now - this.#lastPacketAtMs < 2000) this.#kill(run)
  }

  #kill(run: Run): void {
    if (run.isStalled) return
    run.isStalled = true
    this.#options.backlog.skipToNextKeyFrame()
    run.ffmpeg.kill()
  }

  #ended(run: Run, exit: FfmpegExit): void {
    const { log, events } = this.#options
    this.#run = null
    if (this.#wanted === 'stopped') {
      log.info({ exit: exit.kind }, 'ffmpeg stopped')
      return
    }
    const lastLine = exit.kind === 'crashed' ? exit.lastLine : exit.kind === 'not-started' ? exit.cause.message : ''
    const reason = run.isStalled ? 'stalled' : 'crashed'
    log.warn({ reason, exit: exit.kind, segments: run.segments, lastLine }, 'ffmpeg ended by itself')
    if (run.segments === 0) this.#fruitlessRuns += 1
    if (this.#fruitlessRuns >= MOST_FRUITLESS_RUNS) {
      this.#wanted = 'stopped'
      clearInterval(this.#watch)
      events.onGiveUp(lastLine)
      return
    }
    events.onRestart(reason)
    this.#restartLater()
  }

  #restartLater(): void {
    const delayMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** this.#fruitlessRuns)
    this.#isBackingOff = true
    this.#backoff = setTimeout(() => {
      this.#isBackingOff = false
      if (this.#wanted === 'running') this.#startRun()
    }, delayMs)
  }
}
