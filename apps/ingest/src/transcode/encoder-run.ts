/** One run of an encoder's ffmpeg: feeds it, takes its segments, and ends it when it hangs or falls behind. */

import { SegmentIntake, type SegmentSet } from '../hls/segment-intake.ts'
import type { UploadDoor, UploadListener } from '../http/upload-listener.ts'
import { EncodingPace } from './encoding-pace.ts'
import { createFeed, type Feed } from './feed.ts'
import { buildFfmpegArguments, type FfmpegOptions } from './ffmpeg-arguments.ts'
import { type FfmpegExit, type FfmpegProcess, startFfmpeg } from './ffmpeg-process.ts'
import type { FfmpegProgress } from './ffmpeg-progress.ts'
import { type LadderPlan, RUN_START_SECONDS } from './ladder.ts'
import { isKeyFrame, type MediaPacket } from './media-packet.ts'
import { PictureTimes } from './picture-times.ts'
import { StoppedWatch } from './process-state.ts'
import type { RunStart } from './run-start.ts'
import { SilenceWatch } from './silence-watch.ts'
import type { Source } from './source.ts'
import { addMs, elapsedMs, presentationMs } from './source-time.ts'
import type { VideoEncoder } from './video-encoder.ts'

export type EncodedSegment = {
  set: SegmentSet
  /** The publisher's clock, milliseconds, at the segment's first picture. */
  sourceTimeMs: number
  /** On the broadcast's media timeline. */
  startSeconds: number
  isFirstOfRun: boolean
}

/** Why a run ended before its time. */
export type EndOfRun = 'crashed' | 'stopped-process' | 'silent' | 'broken' | 'too-slow' | 'clock-jump'

/** What all runs of one encoder have alike. */
export type RunSettings = {
  ffmpegPath: string
  source: Source
  plan: LadderPlan
  segmentSeconds: number
  videoEncoder: VideoEncoder
  uploads: UploadListener
  /** For tests, which want another ffmpeg. */
  buildArguments?: (options: FfmpegOptions) => string[]
}

type RunEvents = {
  onSegment(segment: EncodedSegment): void
  onPicture(jpeg: Buffer, startSeconds: number): void
  onTooSlow(): void
}

type Begin = {
  start: RunStart
  headers: readonly MediaPacket[]
  /** Where on the broadcast's media timeline the run's first segment starts. */
  placedSeconds: number
}

const MOST_QUEUED_BYTES = 33_554_432
/** Of a segment, media that ffmpeg gets all at once: encoders in it are behind by half of that in the mean. */
const HELD_SHARE = 0.1
const WATCH_INTERVAL_MS = 500
/** Media that may go in with no segment coming out, whatever else does. */
const LONGEST_UNSEEN_MS = 30_000
/** The uploads of a child that is gone have ended, but for what the loopback still holds. */
const SETTLE_MS = 500

export class EncoderRun {
  readonly #settings: RunSettings
  readonly #events: RunEvents
  readonly #start: RunStart
  /** What to add to ffmpeg's clock to be on the broadcast's timeline. */
  readonly #shiftSeconds: number
  readonly #feed: Feed
  readonly #intake: SegmentIntake
  readonly #door: UploadDoor
  readonly #ffmpeg: FfmpegProcess
  readonly #pictures: PictureTimes
  readonly #pace = new EncodingPace()
  readonly #silence = new SilenceWatch(Date.now())
  readonly #stopped: StoppedWatch | null
  readonly #watch: NodeJS.Timeout
  readonly #hasTrack: { video: boolean; audio: boolean }
  #segments = 0
  #fedMs = 0
  /** Of the track that segments are cut by: the picture, if there is one. */
  #leadMs = 0
  #emittedMs = 0
  #lastFrames: number | null = null
  #brokenBy = ''
  #isTooSlow = false
  #isFinishing = false
  #isDiscarded = false
  #end: EndOfRun | null = null
  /** Its uploads have ended too, and its last segment is out. */
  readonly ended: Promise<FfmpegExit>

  constructor(settings: RunSettings, { start, headers, placedSeconds }: Begin, events: RunEvents) {
    const { plan, segmentSeconds, source, videoEncoder, buildArguments = buildFfmpegArguments } = settings
    this.#settings = settings
    this.#events = events
    this.#start = start
    this.#shiftSeconds = placedSeconds - start.skipSeconds - RUN_START_SECONDS
    this.#hasTrack = { video: plan.rungs.some(({ video }) => video), audio: plan.audio !== null }
    const isOfKeyFrames = plan.rungs.every(({ video }) => !video || video.isCopy)
    this.#pictures = new PictureTimes(start.skipSeconds * 1000, { isOfKeyFrames })
    this.#feed = createFeed(source)
    this.#intake = this.#openIntake()
    this.#door = settings.uploads.open((track) => this.#receiveTrack(track))
    const { inputFormat } = this.#feed
    const { skipSeconds } = start
    const uploadUrl = this.#door.url
    const args = buildArguments({ plan, segmentSeconds, uploadUrl, encoder: videoEncoder, inputFormat, skipSeconds })
    this.#ffmpeg = startFfmpeg({
      path: settings.ffmpegPath,
      args,
      holdMs: segmentSeconds * HELD_SHARE * 1000,
      onProgress: (progress) => this.#noteProgress(progress),
    })
    this.#stopped = this.#ffmpeg.pid === undefined ? null : new StoppedWatch(this.#ffmpeg.pid)
    this.ended = this.#untilEnded()
    this.#watch = setInterval(() => this.#look(), WATCH_INTERVAL_MS)
    this.#ffmpeg.input.write([this.#feed.header()], 0)
    for (const packet of [...headers, ...start.packets]) this.write(packet)
  }

  get pid(): number | undefined {
    return this.#ffmpeg.pid
  }

  get segments(): number {
    return this.#segments
  }

  /** Why it was ended by us, or that it ended by itself. */
  get end(): EndOfRun {
    return this.#end ?? 'crashed'
  }

  /** What its tracks' reader found wrong. */
  get brokenBy(): string {
    return this.#brokenBy
  }

  /** Media seconds by second over the last ten; null in the first moments. */
  get speed(): number | null {
    return this.#pace.speed
  }

  get lagSeconds(): number {
    return this.#pace.lagSeconds
  }

  write(packet: MediaPacket): void {
    if (packet.kind === 'script' || !this.#hasTrack[packet.kind] || this.#isFinishing) return
    // Headers are older than the run. ffmpeg's clock has no time before 0.
    const sinceFirstMs = elapsedMs(this.#start.firstMs, packet.timestampMs)
    const ffmpegMs = Math.max(0, Math.round(RUN_START_SECONDS * 1000 + sinceFirstMs))
    this.#fedMs = Math.max(this.#fedMs, sinceFirstMs)
    if (packet.kind === 'video' || !this.#hasTrack.video) this.#leadMs = Math.max(this.#leadMs, sinceFirstMs)
    this.#silence.noteFed(Date.now())
    this.#pictures.noteFed(packet, elapsedMs(this.#start.firstMs, presentationMs(packet)))
    // Only a key frame ends a segment: what is between two goes in a few at a time.
    const canWait = this.#hasTrack.video && !isKeyFrame(packet)
    this.#ffmpeg.input.write(this.#feed.packet(packet, ffmpegMs), Math.max(0, sinceFirstMs), { canWait })
    if (this.#ffmpeg.input.queuedBytes > MOST_QUEUED_BYTES) this.#kill('too-slow')
  }

  /** Lets it encode what it has been fed. */
  async finish(graceMs: number, end: EndOfRun | null = null): Promise<void> {
    if (!this.#isFinishing) {
      this.#isFinishing = true
      this.#end ??= end
      clearInterval(this.#watch)
      await this.#ffmpeg.stop(graceMs)
    }
    await this.ended
  }

  /** Nothing more comes out of it. */
  async discard(): Promise<void> {
    this.#isDiscarded = true
    this.#isFinishing = true
    clearInterval(this.#watch)
    this.#ffmpeg.kill()
    await this.ended
  }

  #openIntake(): SegmentIntake {
    const { plan, segmentSeconds } = this.#settings
    return new SegmentIntake({
      rungs: plan.rungs.flatMap(({ name, video }) => (video ? [name] : [])),
      hasAudio: plan.audio !== null,
      segmentSeconds,
      startSeconds: this.#shiftSeconds + RUN_START_SECONDS,
      onSegment: (set) => this.#emit(set),
      onPicture: (jpeg) => this.#emitPicture(jpeg),
      onBroken: (reason) => {
        this.#brokenBy = reason
        this.#kill('broken')
      },
    })
  }

  #receiveTrack(track: string) {
    const sink = this.#intake.open(track)
    return (
      sink && {
        write: (bytes: Buffer) => {
          this.#silence.noteSign(Date.now())
          sink.write(bytes)
        },
        end: (isWhole: boolean) => sink.end(isWhole),
      }
    )
  }

  #emit(set: SegmentSet): void {
    if (this.#isDiscarded) return
    const isFirstOfRun = this.#segments === 0
    this.#segments += 1
    this.#emittedMs = (set.startSeconds + set.durationSeconds - RUN_START_SECONDS) * 1000
    const sourceTimeMs = addMs(this.#start.firstMs, (set.startSeconds - RUN_START_SECONDS) * 1000)
    this.#events.onSegment({ set, sourceTimeMs, startSeconds: set.startSeconds + this.#shiftSeconds, isFirstOfRun })
  }

  #emitPicture(jpeg: Buffer): void {
    const sinceFirstMs = this.#pictures.next(this.#ffmpeg.input.takenMs)
    this.#events.onPicture(jpeg, sinceFirstMs / 1000 + RUN_START_SECONDS + this.#shiftSeconds)
  }

  #noteProgress({ frames, outTimeUs }: FfmpegProgress): void {
    // Newer versions report on time, whether there is progress or not.
    const made = frames ?? outTimeUs
    if (made !== this.#lastFrames) this.#silence.noteSign(Date.now())
    this.#lastFrames = made
  }

  #look(): void {
    const { input } = this.#ffmpeg
    const nowMs = Date.now()
    this.#pace.add({ atMs: nowMs, fedMs: this.#fedMs, takenMs: input.takenMs })
    if (this.#stopped?.look()) this.#kill('stopped-process')
    else if (this.#silence.isSilent(nowMs) || this.#unseenMs > LONGEST_UNSEEN_MS) this.#kill('silent')
    else if (!this.#isTooSlow && this.#pace.isTooSlow) {
      this.#isTooSlow = true
      this.#events.onTooSlow()
    }
  }

  get #unseenMs(): number {
    return Math.min(this.#leadMs, this.#ffmpeg.input.takenMs) - this.#emittedMs
  }

  #kill(end: EndOfRun): void {
    if (this.#isFinishing) return
    this.#end ??= end
    this.#ffmpeg.kill()
  }

  async #untilEnded(): Promise<FfmpegExit> {
    const exit = await this.#ffmpeg.exited
    clearInterval(this.#watch)
    const { promise: tooLong, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, SETTLE_MS)
    await Promise.race([this.#door.settled(), tooLong])
    clearTimeout(timer)
    this.#door[Symbol.dispose]()
    this.#intake.end()
    return exit
  }
}
