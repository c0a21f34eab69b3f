/** Turns what encoders make into one broadcast: numbers it, sets it on one timeline, and hands it to viewers and disk. */

import { startEpoch } from '@shoal/db/broadcasts'
import type { Logger } from 'pino'
import type { OriginBytes } from '../audience/origin-bytes.ts'
import type { BroadcastMedia } from '../hls/broadcast-media.ts'
import type { VariantRung } from '../hls/playlists.ts'
import { TIMELINE_START_SECONDS } from '../hls/timeline.ts'
import type { AdoptedBroadcast } from '../recording/adopt.ts'
import type { BroadcastFacts } from '../recording/journal-line.ts'
import type { Recorder } from '../recording/recorder.ts'
import type { EncodedSegment } from '../transcode/encoder.ts'
import type { LadderPlan } from '../transcode/ladder.ts'
import type { SourceClock } from '../transcode/source-clock.ts'
import { elapsedMs } from '../transcode/source-time.ts'
import type { DatabaseQueue } from './database-queue.ts'
import { describeVariants, hasSameCodecs, hasSameShape } from './epoch-fit.ts'
import { programDateMs } from './program-date.ts'

type PackagerParts = {
  facts: BroadcastFacts
  media: BroadcastMedia
  recorder: Recorder
  bytes: OriginBytes
  database: DatabaseQueue
  log: Logger
}

type PackagerEpoch = { number: number; plan: LadderPlan; variants: readonly VariantRung[] }

/** Where a publisher's clock lies on the broadcast's timeline, for as long as it stays connected. */
type Anchor = { clock: SourceClock; sourceTimeMs: number; startSeconds: number }

/** A publisher's clock may step so far without a new place on the timeline. */
const MOST_STEP_SECONDS = 30

export class Packager {
  readonly #parts: PackagerParts
  #epoch: PackagerEpoch | null = null
  #anchor: Anchor | null = null
  #endsAtSeconds = TIMELINE_START_SECONDS
  #leastNumber = 0

  /** `left` is where an earlier run of this program left off. */
  constructor(parts: PackagerParts, left: AdoptedBroadcast | null) {
    this.#parts = parts
    if (!left) return
    const newest = [...left.journal.epochs.values()].at(-1)
    if (newest) this.#epoch = { number: newest.epoch, plan: newest.plan, variants: newest.variants }
    this.#leastNumber = left.nextNumber
    this.#endsAtSeconds = left.endSeconds ?? TIMELINE_START_SECONDS
  }

  /** The plan that viewers know, where the new one has the same shape: bit rates alone are no reason for another ladder. */
  settle(plan: LadderPlan): LadderPlan {
    return this.#epoch && hasSameShape(this.#epoch.plan, plan) ? this.#epoch.plan : plan
  }

  /** Where a run that starts at this time of the publisher's clock begins, in seconds of the broadcast's timeline. */
  placeRun(clock: SourceClock, sourceTimeMs: number): number {
    const kept = this.#anchor
    if (kept?.clock === clock) {
      const startSeconds = kept.startSeconds + elapsedMs(kept.sourceTimeMs, sourceTimeMs) / 1000
      const stepSeconds = startSeconds - this.#endsAtSeconds
      if (stepSeconds > -0.001 && stepSeconds < MOST_STEP_SECONDS) return startSeconds
    }
    const unixMs = clock.toUnixMs(sourceTimeMs) ?? Date.now()
    const byClock = TIMELINE_START_SECONDS + (unixMs - this.#parts.facts.startedAtMs) / 1000
    const startSeconds = Math.max(byClock, this.#endsAtSeconds)
    this.#anchor = { clock, sourceTimeMs, startSeconds }
    return startSeconds
  }

  append(plan: LadderPlan, clock: SourceClock, { set, ...encoded }: EncodedSegment): void {
    const { media, recorder, bytes, facts } = this.#parts
    const isFirst = media.timeline.nextNumber === 0
    const epoch = this.#epochFor(plan, set)
    const unixMs = clock.toUnixMs(encoded.sourceTimeMs) ?? Date.now()
    const segment = media.append({
      set,
      number: Math.max(media.timeline.nextNumber, this.#leastNumber),
      epoch: epoch.number,
      startSeconds: encoded.startSeconds,
      programDateTimeMs: programDateMs(unixMs, media.timeline.last),
      isDiscontinuity: !isFirst && encoded.isFirstOfRun,
    })
    this.#endsAtSeconds = encoded.startSeconds + set.durationSeconds
    recorder.add(segment, set.parts)
    for (const [rung, part] of set.parts) {
      bytes.addProduced({ broadcastId: facts.id, epoch: epoch.number, rung }, part.bytes.length, set.durationSeconds)
    }
  }

  /** A picture of the time that was packaged last. */
  addPicture(jpeg: Buffer, startSeconds: number): void {
    this.#parts.media.setPoster(jpeg)
    this.#parts.recorder.addPicture(Math.round(startSeconds * 1000), jpeg)
  }

  /** Forgets what nobody can go back to any more, unless it is to become a recording. */
  trim(): void {
    const { media, facts } = this.#parts
    if (facts.settings.isRecorded) return
    const first = media.timeline.rewindWindow()[0]?.segment.number
    if (first === undefined || first === media.timeline.entries[0]?.segment.number) return
    this.dropBefore(first)
  }

  dropBefore(number: number): void {
    this.#parts.media.timeline.dropBefore(number)
    this.#parts.recorder.dropBefore(number)
  }

  #epochFor(plan: LadderPlan, set: EncodedSegment['set']): PackagerEpoch {
    const { media, recorder, database, facts, log } = this.#parts
    const variants = describeVariants(plan, set, facts.segmentSeconds)
    const known = this.#epoch
    if (known && hasSameShape(known.plan, plan) && hasSameCodecs(known.variants, variants)) return known
    const number = (known?.number ?? 0) + 1
    this.#epoch = { number, plan, variants }
    media.startEpoch(number, variants)
    recorder.startEpoch({ epoch: number, plan, variants })
    database.add('start epoch', (db) => startEpoch(db, { broadcastId: facts.id, epoch: number, rungs: variants }))
    log.info({ epoch: number, rungs: plan.rungs, audio: plan.audio }, 'a ladder has started')
    return this.#epoch
  }
}
