/** The life of one broadcast: publishers come and go, encoders are replaced, and its viewers see one thing. */

import { type BroadcastDetails, createBroadcast, setBroadcastSource, setBroadcastState } from '@shoal/db/broadcasts'
import { recordRefusal } from '@shoal/db/publish-refusals'
import { startRecording } from '@shoal/db/recordings'
import type { BroadcastHealth } from '@shoal/protocol/broadcast-health'
import { advance, type BroadcastState } from '@shoal/protocol/broadcast-state'
import type { Logger } from 'pino'
import { describeHealth } from '../health/describe-health.ts'
import { EncodedGaps } from '../health/encoded-gaps.ts'
import type { BroadcastMedia } from '../hls/broadcast-media.ts'
import type { Metrics } from '../http/metrics.ts'
import type { UploadListener } from '../http/upload-listener.ts'
import type { Recorder } from '../recording/recorder.ts'
import { Encoder } from '../transcode/encoder.ts'
import type { FfmpegDecodes } from '../transcode/ffmpeg-decodes.ts'
import type { LadderPlan } from '../transcode/ladder.ts'
import type { PacketBacklog } from '../transcode/packet-backlog.ts'
import { describeSource, type Source } from '../transcode/source.ts'
import type { VideoEncoder } from '../transcode/video-encoder.ts'
import type { BroadcastSettings } from './broadcast-settings.ts'
import type { DatabaseQueue } from './database-queue.ts'
import type { LadderPlanner } from './ladder-planner.ts'
import type { Notices } from './notices.ts'
import type { Packager } from './packager.ts'
import { Publication, type Publisher } from './publication.ts'
import { isTestPictureKey } from './test-picture.ts'

export type EndReason = 'publisher-left' | 'ended-by-streamer' | 'revoked-key' | 'unsupported-source' | 'server-stopped'

export type EncoderParts = {
  ffmpegPath: string
  videoEncoder: VideoEncoder
  ffmpegDecodes: FfmpegDecodes
  uploads: UploadListener
}

export type BroadcastParts = {
  id: string
  channel: { id: string; slug: string }
  /** Null when an earlier run of this program began it. */
  details: BroadcastDetails | null
  startedAt: Date
  /** An earlier run of this program began it. */
  isAdopted: boolean
  settings: BroadcastSettings
  encoding: EncoderParts
  planner: LadderPlanner
  packager: Packager
  media: BroadcastMedia
  recorder: Recorder
  notices: Notices
  database: DatabaseQueue
  metrics: Metrics
  log: Logger
}

const END_GRACE_MS = 1000
/** A publisher that says nothing for so long is away, although its connection is there. */
const SILENT_MS = 3000
const RESTART_SHOWN_MS = 300_000
/** A publisher that this program itself has dropped gets so long at least. */
const ADOPTED_WAIT_SECONDS = 20

export class Broadcast {
  readonly id: string
  readonly channelId: string
  readonly settings: BroadcastSettings
  readonly media: BroadcastMedia
  readonly recorder: Recorder
  readonly notices: Notices
  readonly #parts: BroadcastParts
  readonly #onEnded: (reason: EndReason) => Promise<void>
  #state: BroadcastState
  /** Whether the database has heard of it: not before its source is known to be playable. */
  #isAnnounced: boolean
  #publication: Publication | null = null
  #leaving: Promise<void> = Promise.resolve()
  #reconnect: NodeJS.Timeout | undefined
  #isEnding = false
  #lastKeyId: string | null = null
  #running: { encoder: Encoder; plan: LadderPlan; gaps: EncodedGaps; restarts: number } | null = null

  constructor(parts: BroadcastParts, onEnded: (reason: EndReason) => Promise<void>) {
    this.#parts = parts
    this.#onEnded = onEnded
    this.id = parts.id
    this.channelId = parts.channel.id
    this.settings = parts.settings
    this.media = parts.media
    this.recorder = parts.recorder
    this.notices = parts.notices
    this.#isAnnounced = parts.isAdopted
    this.#state = parts.isAdopted ? 'interrupted' : 'starting'
    if (!parts.isAdopted) return
    parts.notices.begin()
    this.#tellDatabase()
    this.#awaitPublisher(Math.max(parts.settings.reconnectSeconds, ADOPTED_WAIT_SECONDS))
  }

  get state(): BroadcastState {
    return this.#state
  }

  /** Whoever publishes now starts another one. */
  get isEnding(): boolean {
    return this.#isEnding
  }

  get publication(): Publication | null {
    return this.#publication
  }

  /** Of the publisher that there is, or was last. */
  get lastKeyId(): string | null {
    return this.#lastKeyId
  }

  /** The database knows of it. */
  get isAnnounced(): boolean {
    return this.#isAnnounced
  }

  health(): BroadcastHealth {
    const publication = this.#publication
    const running = publication && this.#running
    return describeHealth({ segmentSeconds: this.settings.segmentSeconds, publication, running, nowMs: Date.now() })
  }

  attach(publisher: Publisher): Publication {
    clearTimeout(this.#reconnect)
    this.#parts.planner.allowCopy()
    this.#parts.notices.clear('key-frames-far')
    const { segmentSeconds } = this.settings
    const publication: Publication = new Publication({
      ...{ publisher, segmentSeconds, ready: this.#leaving },
      ffmpegDecodes: this.#parts.encoding.ffmpegDecodes,
      startEncoder: (source, backlog) => this.#startEncoder(source, backlog, publication),
      onUnsupported: (detail) => this.#refuseSource(detail),
      onKeyFramesFar: () => this.#encodeAll(publication),
    })
    this.#publication = publication
    this.#lastKeyId = publisher.keyId
    this.#running = null
    return publication
  }

  /** The publisher is gone; it may come back. */
  detach(publication: Publication): void {
    if (this.#publication !== publication) return
    this.#publication = null
    this.#leaving = publication.leave()
    if (this.#state === 'ended') return
    if (this.#state === 'live') this.#advance('interrupted')
    if (!this.#isAnnounced) void this.end('publisher-left')
    else this.#awaitPublisher()
  }

  /** Resolves when its encoder is gone too, and its recording is whole. */
  async end(reason: EndReason): Promise<void> {
    if (this.#isEnding) return this.#leaving
    this.#isEnding = true
    clearTimeout(this.#reconnect)
    const publication = this.#publication
    this.#publication = null
    if (publication) {
      if (reason !== 'publisher-left') publication.publisher.disconnect(reason)
      this.#leaving = publication.leave(END_GRACE_MS)
    }
    this.#leaving = this.#leaving.then(() => this.#finish(reason))
    await this.#leaving
  }

  async #finish(reason: EndReason): Promise<void> {
    this.#advance('ended', reason)
    this.media.end(Date.now())
    this.#parts.planner[Symbol.dispose]()
    await this.#onEnded(reason)
  }

  get isRecorded(): boolean {
    return this.settings.isRecorded
  }

  get windowSeconds(): number {
    return this.settings.windowSeconds
  }

  /** For the disk's guard: viewers can't go back so far any more. */
  dropBefore(number: number): void {
    this.#parts.packager.dropBefore(number)
  }

  /** Each second or so. */
  tick(): void {
    if (this.#state === 'live' && this.#publication && this.#publication.silentMs > SILENT_MS) {
      this.#advance('interrupted')
    }
    this.#parts.packager.trim()
  }

  #awaitPublisher(reconnectSeconds = this.settings.reconnectSeconds): void {
    const end = () => void this.end('publisher-left')
    if (reconnectSeconds > 0) this.#reconnect = setTimeout(end, reconnectSeconds * 1000)
    else void this.#leaving.then(end)
  }

  #startEncoder(source: Source, backlog: PacketBacklog, publication: Publication): Encoder {
    const { encoding, packager, metrics, notices, log } = this.#parts
    this.#announce(source)
    const plan = packager.settle(this.#parts.planner.plan(source))
    const { leftOut } = this.#parts.planner
    if (leftOut.length > 0) notices.show('ladder-reduced', leftOut.join(', '))
    else notices.clear('ladder-reduced')
    const { ffmpegPath, videoEncoder, uploads } = encoding
    const before = this.#running
    const gaps = before?.gaps ?? new EncodedGaps()
    const frameRate = source.video?.frameRate ?? 0
    const encoder = new Encoder({
      ...{ ffmpegPath, videoEncoder, uploads, plan, source, backlog, log },
      segmentSeconds: this.settings.segmentSeconds,
      placeRun: (sourceTimeMs) => packager.placeRun(publication.clock, sourceTimeMs),
      events: {
        onSegment: (segment) => {
          if (this.#state === 'ended') return
          packager.append(plan, publication.clock, segment)
          const { sourceTimeMs, set } = segment
          if (frameRate > 0) gaps.add({ sourceTimeMs, durationSeconds: set.durationSeconds, frameRate })
          metrics.segments.inc()
          if (this.#state !== 'live' && this.#publication === publication) this.#advance('live')
        },
        onPicture: (jpeg, startSeconds) => packager.addPicture(jpeg, startSeconds),
        onRestart: (reason) => {
          metrics.restarts.inc({ reason })
          running.restarts += 1
          notices.showFor('encoder-restarted', reason, RESTART_SHOWN_MS)
        },
        onTooSlow: () => this.#shed(plan, publication),
        onGiveUp: () => this.#refuseSource('the encoder could make nothing of the source'),
      },
    })
    const running = { encoder, plan, gaps, restarts: before?.restarts ?? 0 }
    this.#running = running
    return encoder
  }

  #announce(found: Source): void {
    const { id, channel, startedAt, database, notices, details } = this.#parts
    const source = describeSource(found)
    if (this.#isAnnounced) {
      database.add('set broadcast source', (db) => setBroadcastSource(db, { id, source }))
      return
    }
    this.#isAnnounced = true
    const isTest = this.#lastKeyId !== null && isTestPictureKey(this.#lastKeyId)
    const row = { id, channelId: channel.id, startedAt, source, isTest, ...(details && { details }) }
    database.add('create broadcast', (db) => createBroadcast(db, row))
    if (this.settings.isRecorded) database.add('start recording', (db) => startRecording(db, { broadcastId: id }))
    notices.begin()
  }

  #shed(plan: LadderPlan, publication: Publication): void {
    const rung = this.#parts.planner.shed(plan)
    if (rung === null) return
    this.#parts.notices.show('rung-shed', rung)
    publication.replan()
  }

  #encodeAll(publication: Publication): void {
    const { planner, notices } = this.#parts
    const wasCopied = planner.hasCopied
    planner.forbidCopy()
    if (!wasCopied) return
    notices.show('key-frames-far', String(this.settings.segmentSeconds))
    publication.replan()
  }

  #refuseSource(detail: string): void {
    const { database, metrics, log } = this.#parts
    const refusal = { channelId: this.channelId, reason: 'unsupported-source', detail }
    log.warn({ detail }, 'source refused')
    metrics.refusals.inc({ reason: refusal.reason })
    database.add('record refusal', (db) => recordRefusal(db, refusal))
    this.#publication?.publisher.disconnect('unsupported-source', detail)
    void this.end('unsupported-source')
  }

  #advance(to: BroadcastState, endReason?: EndReason): void {
    const from = this.#state
    this.#state = advance(from, to)
    this.#parts.log.info({ from, to, endReason }, 'broadcast changed')
    if (this.#isAnnounced) this.#tellDatabase(endReason)
  }

  #tellDatabase(endReason?: EndReason): void {
    const change = { id: this.id, state: this.#state, at: new Date(), endReason }
    this.#parts.database.add('set broadcast state', (db) => setBroadcastState(db, change))
  }
}
