/** The sums of ten-second slots, until they are written; what cannot be written is kept and tried again. */

import type { AudienceGroup, AudienceRollupRow, ViewerRollupRow } from '@shoal/db/roll-ups'
import { SLOT_MS } from '@shoal/db/roll-ups'
import type { Delivery, TelemetryReport } from '@shoal/protocol/telemetry'
import { getOrMake } from '../get-or-make.ts'
import { type SlotShare, slotsOf, spreadDelivery } from './spread-report.ts'

/** Rows kept while the database is away: an hour of twenty broadcasts with three rungs. */
const MAX_WAITING_ROWS = 30_000

/** Where what belongs to no rung is summed when the viewer has had none yet. */
export const NO_RUNG = 'all'

type Slot = { broadcastId: string; at: Date }
type RungSlot = Slot & { epoch: number; rung: string; group: AudienceGroup }
type AudienceCounters = Required<Omit<AudienceRollupRow, keyof RungSlot>>
type AudienceRow = RungSlot & AudienceCounters
type ViewerRow = Required<ViewerRollupRow>

export type RollupStore = {
  addAudience: (rows: AudienceRollupRow[]) => Promise<void>
  addViewers: (rows: ViewerRollupRow[]) => Promise<void>
}

/** Where it belongs what is said of a whole viewer: the rung that it played most. */
export type ViewerPlace = { broadcastId: string; epoch: number; rung: string; group: AudienceGroup }

export type TakenReport = {
  report: TelemetryReport
  place: ViewerPlace
  latencyMs: number | undefined
  nowMs: number
}

export class Rollups {
  readonly #store: RollupStore
  readonly #tracker: string
  #audience = new Map<string, AudienceRow>()
  #viewers = new Map<string, ViewerRow>()
  /** Rows given up because too many waited. */
  lostRows = 0

  /** @param tracker its name for itself, in which the rows of several trackers differ */
  constructor(store: RollupStore, tracker: string) {
    this.#store = store
    this.#tracker = tracker
  }

  get waitingRows(): number {
    return this.#audience.size + this.#viewers.size
  }

  /** Without `uploadedBytes`: see `addUploaded`. */
  addReport({ report, place, latencyMs, nowMs }: TakenReport): void {
    const at = startOfSlot(nowMs)
    const slots = slotsOf(nowMs, report.intervalMs)
    for (const delivery of report.deliveries) this.#addDelivery(place, delivery, slots)
    const row = this.#audienceRow({ ...place, at })
    row.reports += 1
    row.playedMs += report.playedMs
    row.stalledMs += report.stalledMs
    row.stalls += report.stalls
    row.rejectedSegments += report.rejectedSegments
    if (latencyMs !== undefined) {
      row.latencySumMs += latencyMs
      row.latencyCount += 1
    }
    if (report.firstFrameMs !== undefined) {
      row.firstFrameSumMs += report.firstFrameMs
      row.firstFrameCount += 1
    }
  }

  #addDelivery(place: ViewerPlace, delivery: Delivery, slots: readonly SlotShare[]): void {
    const { epoch, rung } = delivery
    const parts = slots.length === 1 ? [delivery] : spreadDelivery(delivery, slots)
    for (const [index, { originBytes, peerBytes, mediaSeconds }] of parts.entries()) {
      const row = this.#audienceRow({ ...place, epoch, rung, at: new Date(slots[index]?.atMs ?? 0) })
      row.originBytes += originBytes
      row.peerBytes += peerBytes
      row.mediaSeconds += mediaSeconds
    }
  }

  /** Bytes that a viewer says it sent, and others that they received from it. */
  addUploaded(place: ViewerPlace, bytes: number, nowMs: number): void {
    if (bytes > 0) this.#audienceRow({ ...place, at: startOfSlot(nowMs) }).uploadedBytes += bytes
  }

  /** Keeps the most of a slot. */
  seeViewers(broadcastId: string, seen: { viewers: number; uplinkRatio: number }, nowMs: number): void {
    const row = this.#viewerRow({ broadcastId, at: startOfSlot(nowMs) })
    row.viewers = Math.max(row.viewers, seen.viewers)
    row.uplinkRatio = Math.max(row.uplinkRatio, seen.uplinkRatio)
  }

  countDropped(broadcastId: string, nowMs: number): void {
    this.#viewerRow({ broadcastId, at: startOfSlot(nowMs) }).droppedReports += 1
  }

  /** @throws what the store threw; the rows are back in their place then. */
  async flush(): Promise<void> {
    const [audience, viewers] = [this.#audience, this.#viewers]
    this.#audience = new Map()
    this.#viewers = new Map()
    const [ofAudience, ofViewers] = await Promise.allSettled([
      audience.size > 0 ? this.#store.addAudience([...audience.values()]) : undefined,
      viewers.size > 0 ? this.#store.addViewers([...viewers.values()]) : undefined,
    ])
    if (ofAudience.status === 'rejected') this.#takeBackAudience(audience)
    if (ofViewers.status === 'rejected') this.#takeBackViewers(viewers)
    for (const result of [ofAudience, ofViewers]) if (result.status === 'rejected') throw result.reason
  }

  #takeBackAudience(rows: Map<string, AudienceRow>): void {
    const newer = this.#audience
    this.#audience = rows
    for (const row of newer.values()) addAudience(this.#audienceRow(row), row)
    this.#forgetOldest(this.#audience)
  }

  #takeBackViewers(rows: Map<string, ViewerRow>): void {
    const newer = this.#viewers
    this.#viewers = rows
    for (const row of newer.values()) {
      const known = this.#viewerRow(row)
      known.viewers = Math.max(known.viewers, row.viewers)
      known.uplinkRatio = Math.max(known.uplinkRatio, row.uplinkRatio)
      known.droppedReports += row.droppedReports
    }
    this.#forgetOldest(this.#viewers)
  }

  #forgetOldest(rows: Map<string, unknown>): void {
    for (const key of rows.keys()) {
      if (rows.size <= MAX_WAITING_ROWS) return
      rows.delete(key)
      this.lostRows += 1
    }
  }

  #audienceRow({ broadcastId, epoch, rung, group, at }: RungSlot): AudienceRow {
    return getOrMake(this.#audience, `${broadcastId}/${epoch}/${rung}/${group}/${at.getTime()}`, () => ({
      ...{ broadcastId, epoch, rung, group, at },
      ...{ originBytes: 0, peerBytes: 0, mediaSeconds: 0, uploadedBytes: 0, playedMs: 0, stalledMs: 0, stalls: 0 },
      ...{ rejectedSegments: 0, reports: 0, latencySumMs: 0, latencyCount: 0, firstFrameSumMs: 0, firstFrameCount: 0 },
    }))
  }

  #viewerRow({ broadcastId, at }: Slot): ViewerRow {
    const key = `${broadcastId}/${at.getTime()}`
    return getOrMake(this.#viewers, key, () => ({
      ...{ broadcastId, at, tracker: this.#tracker, viewers: 0, uplinkRatio: 0, droppedReports: 0 },
    }))
  }
}

function addAudience(to: AudienceCounters, from: AudienceCounters): void {
  to.originBytes += from.originBytes
  to.peerBytes += from.peerBytes
  to.mediaSeconds += from.mediaSeconds
  to.uploadedBytes += from.uploadedBytes
  to.playedMs += from.playedMs
  to.stalledMs += from.stalledMs
  to.stalls += from.stalls
  to.rejectedSegments += from.rejectedSegments
  to.reports += from.reports
  to.latencySumMs += from.latencySumMs
  to.latencyCount += from.latencyCount
  to.firstFrameSumMs += from.firstFrameSumMs
  to.firstFrameCount += from.firstFrameCount
}

function startOfSlot(nowMs: number): Date {
  return new Date(Math.floor(nowMs / SLOT_MS) * SLOT_MS)
}
