/** The sums of minutes by what viewers are, until they are written: browser, country and mode, and their sessions. */

import { type AudienceSliceRow, SESSION_MINUTES, SLICE_MS } from '@shoal/db/audience-slices'
import type { TelemetryReport } from '@shoal/protocol/telemetry'
import { getOrMake } from '../get-or-make.ts'
import { OTHER } from './browser-name.ts'

/** Of one broadcast in one minute; what comes beyond is summed as `other`. */
const MOST_COMBINATIONS = 300
/** Rows kept while the database is away: an hour of twenty broadcasts with twenty-five combinations. */
const MAX_WAITING_ROWS = 30_000

const MINUTE_MS = 60_000
const COUNTERS = [
  ...(['originBytes', 'peerBytes', 'playedMs', 'stalledMs', 'stalls', 'latencySumMs', 'latencyCount'] as const),
  ...(['firstFrameSumMs', 'firstFrameCount', 'sessionsStarted', 'sessionsEnded', 'sessionSumMs'] as const),
]

type Row = AudienceSliceRow & { [counter in (typeof COUNTERS)[number]]: number } & { sessionLengths: number[] }
export type SliceStore = (rows: AudienceSliceRow[]) => Promise<void>

/** What a viewer is, and the row that it was summed in last, which it is in again most of the time. */
export type ViewerKind = {
  browser: string
  /** ISO 3166-1 alpha-2, or empty. */
  country: string
  row: Row | undefined
  /** The batch that the row is part of. */
  batch: Map<string, Row> | undefined
}

export type SlicePlace = { broadcastId: string; mode: string }
type SliceReport = SlicePlace & {
  kind: ViewerKind
  report: TelemetryReport
  latencyMs: number | undefined
  nowMs: number
}

export function viewerKind(browser: string, country: string | undefined): ViewerKind {
  return { browser, country: country ?? '', row: undefined, batch: undefined }
}

export class Slices {
  readonly #store: SliceStore
  readonly #tracker: string
  #batch = new Map<string, Row>()
  /** The combinations of each broadcast in the current minute, written or not. */
  #minute: { atMs: number; combinations: Map<string, Set<string>> } = { atMs: 0, combinations: new Map() }
  /** Rows given up because too many waited. */
  lostRows = 0

  /** @param tracker its name for itself, in which the rows of several trackers differ */
  constructor(store: SliceStore, tracker: string) {
    this.#store = store
    this.#tracker = tracker
  }

  get waitingRows(): number {
    return this.#batch.size
  }

  addReport({ kind, report, latencyMs, nowMs, broadcastId, mode }: SliceReport): void {
    const row = this.#rowOf(kind, { broadcastId, mode }, nowMs)
    for (const delivery of report.deliveries) {
      row.originBytes += delivery.originBytes
      row.peerBytes += delivery.peerBytes
    }
    row.playedMs += report.playedMs
    row.stalledMs += report.stalledMs
    row.stalls += report.stalls
    if (latencyMs !== undefined) {
      row.latencySumMs += latencyMs
      row.latencyCount += 1
    }
    if (report.firstFrameMs !== undefined) {
      row.firstFrameSumMs += report.firstFrameMs
      row.firstFrameCount += 1
    }
  }

  startSession(kind: ViewerKind, place: SlicePlace, nowMs: number): void {
    this.#rowOf(kind, place, nowMs).sessionsStarted += 1
  }

  endSession(kind: ViewerKind, place: SlicePlace, { lengthMs, nowMs }: { lengthMs: number; nowMs: number }): void {
    const row = this.#rowOf(kind, place, nowMs)
    row.sessionsEnded += 1
    row.sessionSumMs += Math.round(lengthMs)
    const found = SESSION_MINUTES.findIndex((minutes) => lengthMs < minutes * MINUTE_MS)
    const index = found < 0 ? SESSION_MINUTES.length : found
    row.sessionLengths[index] = (row.sessionLengths[index] ?? 0) + 1
  }

  /** @throws what the store threw; the rows are back in their place then. */
  async flush(): Promise<void> {
    if (this.#batch.size === 0) return
    const rows = this.#batch
    this.#batch = new Map()
    try {
      await this.#store([...rows.values()])
    } catch (error) {
      this.#takeBack(rows)
      throw error
    }
  }

  #takeBack(rows: Map<string, Row>): void {
    const newer = this.#batch
    this.#batch = rows
    for (const [key, row] of newer) {
      const older = rows.get(key)
      if (older) addUp(older, row)
      else rows.set(key, row)
    }
    for (const key of rows.keys()) {
      if (rows.size <= MAX_WAITING_ROWS) return
      rows.delete(key)
      this.lostRows += 1
    }
  }

  #rowOf(kind: ViewerKind, place: SlicePlace, nowMs: number): Row {
    const { row, batch } = kind
    if (row && batch === this.#batch && row.at.getTime() === minuteOf(nowMs)) {
      if (row.mode === place.mode && row.broadcastId === place.broadcastId) return row
    }
    kind.row = this.#findRow(kind, place, nowMs)
    kind.batch = this.#batch
    return kind.row
  }

  #findRow({ browser, country }: ViewerKind, place: SlicePlace, nowMs: number): Row {
    const own = { ...place, browser, country }
    const common = { ...place, browser: OTHER, country: OTHER }
    const atMs = minuteOf(nowMs)
    const is = this.#isOneTooMany(own, atMs) ? common : own
    return getOrMake(this.#batch, `${atMs}/${combinationOf(is)}`, () => ({
      ...{ ...is, at: new Date(atMs), tracker: this.#tracker },
      ...{ originBytes: 0, peerBytes: 0, playedMs: 0, stalledMs: 0, stalls: 0, latencySumMs: 0, latencyCount: 0 },
      ...{ firstFrameSumMs: 0, firstFrameCount: 0, sessionsStarted: 0, sessionsEnded: 0, sessionSumMs: 0 },
      sessionLengths: [0, ...SESSION_MINUTES.map(() => 0)],
    }))
  }

  #isOneTooMany(is: SlicePlace & { browser: string; country: string }, atMs: number): boolean {
    if (this.#minute.atMs !== atMs) this.#minute = { atMs, combinations: new Map() }
    const combinations = getOrMake(this.#minute.combinations, is.broadcastId, () => new Set())
    if (combinations.size >= MOST_COMBINATIONS) return !combinations.has(combinationOf(is))
    combinations.add(combinationOf(is))
    return false
  }
}

function combinationOf(is: SlicePlace & { browser: string; country: string }): string {
  return `${is.broadcastId}/${is.browser}/${is.country}/${is.mode}`
}

function minuteOf(nowMs: number): number {
  return Math.floor(nowMs / SLICE_MS) * SLICE_MS
}

function addUp(to: Row, from: Row): void {
  for (const name of COUNTERS) to[name] += from[name]
  to.sessionLengths = to.sessionLengths.map((count, index) => count + (from.sessionLengths[index] ?? 0))
}
