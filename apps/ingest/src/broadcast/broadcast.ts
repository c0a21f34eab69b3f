/** The life of one broadcast: publishers come and go, encoders are replaced, and its viewers see one thing. */

import { randomBytes } from 'node:crypto'
import { createBroadcast, setBroadcastState, startEpoch } from '@shoal/db/broadcasts'
import { recordRefusal } from '@shoal/db/publish-refusals'
import { advance, type BroadcastState } from '@shoal/protocol/broadcast-state'
import type { Logger } from 'pino'
import type { OriginBytes } from '../audience/origin-bytes.ts'
import { Epoch } from '../hls/epoch.ts'
import type { Metrics } from '../http/metrics.ts'
import type { UploadListener } from '../http/upload-listener.ts'
import { type EncodedSegment, Encoder } from '../transcode/encoder.ts'
import { type LadderLimits, planLadder } from '../transcode/ladder.ts'
import type { PacketBacklog } from '../transcode/packet-backlog.ts'
import { describeSource, type Source } from '../transcode/source.ts'
import type { DatabaseQueue } from './database-queue.ts'
import { Publication, type Publisher } from './publication.ts'

export type EndReason = 'publisher-left' | 'revoked-key' | 'unsupported-source' | 'server-stopped'

type BroadcastSettings = {
  ffmpegPath: string
  segmentSeconds: number
  windowSeconds: number
  reconnectSeconds: number
  limits: LadderLimits
}

export type BroadcastParts = {
  settings: BroadcastSettings
  database: DatabaseQueue
  uploads: UploadListener
  bytes: OriginBytes
  metrics: Metrics
  log: Logger
}

/** Segments stay servable this long after they have left the playlist, for viewers who are behind. */
const LINGER_SECONDS = 20
const EPOCHS_KEPT = 2
const END_GRACE_MS = 1000
const ID_LENGTH = 20
const ID_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

export class Broadcast {
  readonly id = Array.from(randomBytes(ID_LENGTH), (byte) => ID_LETTERS[byte % ID_LETTERS.length]).join('')
  readonly channelId: string
  readonly #parts: BroadcastParts
  readonly #onEnded: () => void
  readonly #log: Logger
  readonly #epochs = new Map<number, Epoch>()
  #state: BroadcastState = 'starting'
  /** Whether the database has heard of it: not before its source is known to be playable. */
  #isRecorded = false
  #epochCount = 0
  #nextNumber = 0
  #mediaEndsAtMs = 0
  #publication: Publication | null = null
  #leaving: Promise<void> = Promise.resolve()
  #reconnect: NodeJS.Timeout | undefined

  constructor(channel: { id: string; slug: string }, parts: BroadcastParts, onEnded: () => void) {
    this.channelId = channel.id
    this.#parts = parts
    this.#onEnded = onEnded
    this.#log = parts.log.child({ broadcast: this.id, channel: channel.slug })
  }

  get state(): BroadcastState {
    return this.#state
  }

  get publication(): Publication | null {
    return this.#publication
  }

  get bytes(): number {
    return [...this.#epochs.values()].reduce((sum, epoch) => sum + epoch.bytes, 0)
  }

  epoch(number: number): Epoch | null {
    return this.#epochs.get(number) ?? null
  }

  attach(publisher: Publisher): Publication {
    clearTimeout(this.#reconnect)
    const publication: Publication = new Publication({
      publisher,
      ready: this.#leaving,
      startEncoder: (source, backlog) => this.#startEncoder(source, backlog, publication),
      onUnsupported: (detail) => this.#refuseSource(detail),
    })
    this.#publication = publication
    return publication
  }

  /** The publisher is gone; it may come back. */
  detach(publication: Publication): void {
    if (this.#publication !== publication) return
    this.#publication = null
    this.#leaving = publication.leave()
    if (this.#state === 'ended') return
    if (this.#state === 'live') this.#advance('interrupted')
    const { reconnectSeconds } = this.#parts.settings
    if (!this.#isRecorded) void this.end('publisher-left')
    else if (reconnectSeconds > 0) {
      this.#reconnect = setTimeout(() => void this.end('publisher-left'), reconnectSeconds * 1000)
    } else void this.#leaving.then(() => this.end('publisher-left'))
  }

  /** Resolves when its encoder is gone too. */
  async end(reason: EndReason): Promise<void> {
    if (this.#state === 'ended') return this.#leaving
    clearTimeout(this.#reconnect)
    this.#advance('ended', reason)
    for (const epoch of this.#epochs.values()) epoch.end()
    this.#onEnded()
    const publication = this.#publication
    this.#publication = null
    if (publication) {
      if (reason !== 'publisher-left') publication.publisher.disconnect(reason)
      this.#leaving = publication.leave(END_GRACE_MS)
    }
    await this.#leaving
  }

  #startEncoder(source: Source, backlog: PacketBacklog, publication: Publication): Encoder {
    const { settings, uploads, metrics } = this.#parts
    const epoch = this.#planEpoch(source)
    return new Encoder({
      ffmpegPath: settings.ffmpegPath,
      segmentSeconds: settings.segmentSeconds,
      plan: epoch.plan,
      uploads,
      backlog,
      log: this.#log,
      events: {
        onSegment: (segment) => this.#append(epoch, segment, publication),
        onRestart: (reason) => {
          metrics.restarts.inc({ reason })
          if (this.#state === 'live' && this.#publication === publication) this.#advance('interrupted')
        },
        onGiveUp: () => this.#refuseSource('the encoder could make nothing of the source'),
      },
    })
  }

  #planEpoch(source: Source): Epoch {
    const { settings, database } = this.#parts
    if (!this.#isRecorded) {
      this.#isRecorded = true
      const row = { id: this.id, channelId: this.channelId, startedAt: new Date(), source: describeSource(source) }
      database.add('create broadcast', (db) => createBroadcast(db, row))
    }
    const plan = planLadder(source, settings.limits)
    const current = this.#epochs.get(this.#epochCount)
    if (current && JSON.stringify(current.plan) === JSON.stringify(plan)) return current
    this.#epochCount += 1
    const epoch = new Epoch(this.#epochCount, plan, { ...settings, lingerSeconds: LINGER_SECONDS })
    this.#epochs.set(epoch.number, epoch)
    this.#log.info({ source: describeSource(source), epoch: epoch.number, rungs: plan.rungs }, 'ladder planned')
    return epoch
  }

  #append(epoch: Epoch, { set, ...run }: EncodedSegment, publication: Publication): void {
    if (this.#state === 'ended') return
    const isFirstOfEpoch = epoch.multivariant === null
    const programDateTimeMs = Math.max(this.#mediaEndsAtMs, Math.round(run.runStartedAtMs + run.offsetSeconds * 1000))
    const isDiscontinuity = !isFirstOfEpoch && (run.isFirstOfRun || set.isAfterGap)
    epoch.append({ set, number: this.#nextNumber, programDateTimeMs, isDiscontinuity })
    this.#nextNumber += 1
    for (const [rung, { bytes, durationSeconds }] of set.parts) {
      this.#mediaEndsAtMs = programDateTimeMs + Math.round(durationSeconds * 1000)
      this.#parts.bytes.addProduced({ broadcastId: this.id, epoch: epoch.number, rung }, bytes.length, durationSeconds)
    }
    this.#parts.metrics.segments.inc()
    if (isFirstOfEpoch) this.#publishEpoch(epoch)
    if (this.#state !== 'live' && this.#publication === publication) this.#advance('live')
  }

  #publishEpoch(epoch: Epoch): void {
    const row = { broadcastId: this.id, epoch: epoch.number, rungs: epoch.variants ?? [] }
    this.#parts.database.add('start epoch', (db) => startEpoch(db, row))
    this.#epochs.get(epoch.number - 1)?.end()
    for (const number of this.#epochs.keys()) if (number <= epoch.number - EPOCHS_KEPT) this.#epochs.delete(number)
  }

  #refuseSource(detail: string): void {
    const refusal = { channelId: this.channelId, reason: 'unsupported-source', detail }
    this.#log.warn({ detail }, 'source refused')
    this.#parts.metrics.refusals.inc({ reason: refusal.reason })
    this.#parts.database.add('record refusal', (db) => recordRefusal(db, refusal))
    this.#publication?.publisher.disconnect('unsupported-source', detail)
    void this.end('unsupported-source')
  }

  #advance(to: BroadcastState, endReason?: EndReason): void {
    const from = this.#state
    this.#state = advance(from, to)
    this.#log.info({ from, to, endReason }, 'broadcast changed')
    const change = { id: this.id, state: to, at: new Date(), endReason }
    if (this.#isRecorded) this.#parts.database.add('set broadcast state', (db) => setBroadcastState(db, change))
  }
}
