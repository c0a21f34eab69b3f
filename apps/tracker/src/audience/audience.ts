/** Everyone who watches, as their reports tell: judged, counted as present, summed, and told of their swarm. */

import type { AudienceGroup } from '@shoal/db/roll-ups'
import type { SwarmMap } from '@shoal/protocol/swarm-map'
import type { Delivery, TelemetryAnswer, TelemetryReport } from '@shoal/protocol/telemetry'
import type { TicketClaims } from '@shoal/protocol/ticket'
import { type LiveBroadcast, rungKey } from '../broadcast/live-broadcasts.ts'
import { getOrMake } from '../get-or-make.ts'
import type { SwarmAnswer, SwarmDoor } from './broadcast-swarms.ts'
import { browserName, OTHER } from './browser-name.ts'
import { type ImpossibleReason, judgeReport } from './judge-report.ts'
import type { P2pChange } from './p2p-watch.ts'
import { NO_RUNG, type Rollups } from './roll-ups.ts'
import { isWatching, newRoom, newViewer, type Room, seenIn, setPresent, type Viewer } from './room.ts'
import { type SlicePlace, type Slices, type ViewerKind, viewerKind } from './slices.ts'
import { buildSwarmMap, draw, selectDrawn, startDrawing } from './swarm-mapping.ts'

/** A viewer is there from the first report that tells of media or a picture until this long after its last. */
const PRESENT_MS = 15_000
/** One that was silent for so long has left; when it comes back, that is another session. */
const SESSION_SILENT_MS = 60_000
/** A first report with a higher number is of a session that began before this tracker did. */
const FIRST_NUMBERS = 3
/** A viewer whose reports cannot be true this many times is left out until its session ends. */
const MAX_STRIKES = 2

export type ReportOutcome =
  | { kind: 'taken'; answer: TelemetryAnswer }
  | { kind: 'dropped'; reason: 'too-frequent' | 'repeated' | 'left-out' | ImpossibleReason }

export type HeardReport = {
  report: TelemetryReport
  claims: TicketClaims
  broadcast: LiveBroadcast
  /** False for a recording: its viewers are told of their swarm, and are no part of what is live. */
  isLive: boolean
  /** The block of addresses that it came from. */
  block: string
  /** What sent it, as it says itself, and where from; asked once a session, and not kept. */
  userAgent?: string | undefined
  country?: () => string | undefined
  nowMs: number
}

export type AudienceParts = {
  rollups: Rollups
  slices: Slices
  door: SwarmDoor
  /** P2P is off for a broadcast from now on, or is tried again. */
  onP2pChange: (broadcastId: string, change: P2pChange) => void
}

export class Audience {
  readonly #parts: AudienceParts
  readonly #rooms = new Map<string, Room>()

  constructor(parts: AudienceParts) {
    this.#parts = parts
  }

  /** How many watch now; previews and seeders do not count. */
  get present(): number {
    return [...this.#rooms.values()].reduce((sum, room) => sum + room.present, 0)
  }

  get broadcastsWithoutP2p(): number {
    return [...this.#rooms.values()].filter(({ watch }) => !watch.isGood).length
  }

  /** Both the claims and the broadcast are known to be true; the report is only well-formed. */
  hear(heard: HeardReport): ReportOutcome {
    const { report, claims, broadcast, nowMs } = heard
    const room = getOrMake(this.#rooms, broadcast.id, () => newRoom(broadcast.id, this.#parts.door, nowMs))
    const viewer = getOrMake(room.viewers, claims.sub, () => newViewer(claims.sub, claims.role === 'viewer'))
    viewer.expiresAtMs = Math.max(viewer.expiresAtMs, claims.exp * 1000)
    if (viewer.strikes >= MAX_STRIKES) return { kind: 'dropped', reason: 'left-out' }
    if (!viewer.record) viewer.isNew = report.sequence < FIRST_NUMBERS
    const judgement = judgeReport({
      report,
      mode: claims.mode,
      broadcast,
      isLive: heard.isLive,
      record: viewer.record,
      nowMs,
    })
    if (judgement.kind === 'too-frequent') return { kind: 'dropped', reason: 'too-frequent' }
    viewer.record = judgement.record
    if (judgement.kind === 'repeated') return { kind: 'dropped', reason: 'repeated' }
    if (judgement.kind === 'impossible') {
      // an honest player puts together what it could not send while the tracker was away
      if (judgement.reason !== 'interval-too-long') viewer.strikes += 1
      if (viewer.strikes >= MAX_STRIKES) this.#leave(room, claims.sub, nowMs)
      return { kind: 'dropped', reason: judgement.reason }
    }
    viewer.mainRung = mainRungOf(report.deliveries) ?? viewer.mainRung
    viewer.hasWatched ||= viewer.mainRung !== undefined || report.playedMs > 0 // an iPhone's own player tells of no media
    if (heard.isLive) this.#sum(room, viewer, heard, judgement.latencyMs)
    else this.#leaveSums(room, viewer, heard)
    const answer = this.#hearOfSwarm(room, viewer, heard, judgement.doubtsReceived)
    if (viewer.drawn) draw(viewer.drawn, report, judgement.doubtsReceived)
    if (report.isLast) this.#leave(room, claims.sub, nowMs)
    return { kind: 'taken', answer: { ...answer, isP2pGood: room.watch.isGood } }
  }

  /** Call each second or so: viewers leave without a word, and a slot in which nobody reports still has its viewers. */
  tick(nowMs: number): void {
    for (const [broadcastId, room] of this.#rooms) {
      for (const [session, viewer] of room.viewers) {
        const silentMs = nowMs - (viewer.record?.takenAtMs ?? nowMs)
        if (silentMs >= PRESENT_MS) this.#leave(room, session, nowMs)
        const isGone = viewer.expiresAtMs < nowMs && !viewer.isPresent
        if (isGone || silentMs >= SESSION_SILENT_MS) this.#endSession(broadcastId, viewer, nowMs)
        if (isGone) room.viewers.delete(session)
      }
      room.swarms.tick(nowMs)
      const change = room.watch.tick(nowMs)
      if (change) this.#parts.onP2pChange(broadcastId, change)
      if (room.present > 0) this.#parts.rollups.seeViewers(broadcastId, seenIn(room), nowMs)
      if (room.viewers.size === 0) this.#rooms.delete(broadcastId)
    }
  }

  /** Who gives to whom in each broadcast that somebody watches; what each viewer says next is drawn then. */
  drawMaps({ tracker, nowMs }: { tracker: string; nowMs: number }): { broadcastId: string; map: SwarmMap }[] {
    const maps: { broadcastId: string; map: SwarmMap }[] = []
    for (const [broadcastId, room] of this.#rooms) {
      if (room.present === 0) continue
      // those that are counted: a preview and a donated seeder watch nothing
      const here = [...room.viewers.values()].filter(
        (viewer) => isWatching(viewer) && nowMs - (viewer.record?.takenAtMs ?? 0) < PRESENT_MS,
      )
      const chosen = selectDrawn(here)
      for (const viewer of room.viewers.values()) if (!chosen.has(viewer)) viewer.drawn = undefined
      const sessionOf = (peerId: string) => room.swarms.sessionOf(peerId)
      const map = buildSwarmMap([...chosen].flatMap(candidateOf), { viewers: room.present, tracker, sessionOf })
      for (const viewer of chosen) viewer.drawn ??= startDrawing()
      maps.push({ broadcastId, map })
    }
    return maps
  }

  #sum(room: Room, viewer: Viewer, heard: HeardReport, latencyMs: number | undefined) {
    const { report, claims, broadcast, nowMs } = heard
    const { rollups } = this.#parts
    const group = groupOf(claims)
    const main = viewer.mainRung ?? { epoch: broadcast.epoch, rung: NO_RUNG }
    viewer.place = { broadcastId: broadcast.id, ...main, group }
    // the origin counts what it serves of the past by itself, and so is neither in the delivery's two ends
    const counted = report.isPast ? { ...report, deliveries: [] } : report
    rollups.addReport({ report: counted, place: viewer.place, latencyMs, nowMs })
    setPresent(room, viewer, isWatching(viewer))
    rollups.seeViewers(broadcast.id, seenIn(room), nowMs)
    viewer.kind ??= viewerKind(browserName(heard.userAgent), heard.country?.())
    viewer.mode = claims.mode
    viewer.recentBytes = bytesOf(report.deliveries)
    if (!isWatching(viewer) || report.isPast) return
    room.watch.hear(claims.sub, { ...report, group, block: heard.block, nowMs })
    this.#slice(viewer, viewer.kind, heard, latencyMs)
  }

  /** It watches the recording of what it saw live. */
  #leaveSums(room: Room, viewer: Viewer, { broadcast, nowMs }: HeardReport): void {
    setPresent(room, viewer, false)
    viewer.place = undefined
    this.#endSession(broadcast.id, viewer, nowMs)
  }

  #slice(viewer: Viewer, kind: ViewerKind, { report, broadcast, nowMs }: HeardReport, latencyMs: number | undefined) {
    const { slices } = this.#parts
    const place = placeOf(broadcast.id, viewer)
    if (viewer.sessionFromMs === null) {
      viewer.sessionFromMs = nowMs - Math.min(report.intervalMs, PRESENT_MS)
      if (viewer.isNew || viewer.hasLeft) slices.startSession(kind, place, nowMs)
      viewer.hasLeft = false
    }
    slices.addReport({ kind, report, latencyMs, nowMs, ...place })
    if (report.isLast) this.#endSession(broadcast.id, viewer, nowMs)
  }

  #endSession(broadcastId: string, viewer: Viewer, nowMs: number): void {
    const { kind, sessionFromMs, record } = viewer
    if (!kind || sessionFromMs === null) return
    viewer.sessionFromMs = null
    viewer.hasLeft = true
    const lengthMs = Math.max(0, (record?.takenAtMs ?? nowMs) - sessionFromMs)
    this.#parts.slices.endSession(kind, placeOf(broadcastId, viewer), { lengthMs, nowMs })
  }

  /** Nothing is known for a viewer without P2P, or one that has played nothing yet. */
  #hearOfSwarm(room: Room, { mainRung, place }: Viewer, heard: HeardReport, doubtsReceived: boolean): SwarmAnswer {
    const { report, claims, broadcast, isLive, block, nowMs } = heard
    const rung = mainRung && broadcast.rungs.get(rungKey(mainRung.epoch, mainRung.rung))
    if (!report.swarm || claims.mode === 'off' || !rung) {
      this.#leave(room, claims.sub, nowMs, { staysPresent: true })
      return { hints: null, riders: [], banned: [] }
    }
    const { answer, uploadedBytes, uploadedBefore } = room.swarms.hear({
      ...{ session: claims.sub, mayGive: claims.mode === 'on', uploadedBytes: report.uploadedBytes, block, nowMs },
      report: doubtsReceived ? { ...report.swarm, received: [] } : report.swarm,
      rung: {
        ...{ key: rungKey(mainRung.epoch, mainRung.rung), bandwidth: rung.bandwidth },
        // who went back gives nothing to those at the live edge, and is none of their swarm
        isCurrent: !isLive || (!report.isPast && mainRung.epoch === broadcast.epoch),
      },
    })
    if (place) this.#parts.rollups.addUploaded(place, uploadedBytes, nowMs)
    for (const { session, bytes } of uploadedBefore) {
      const before = room.viewers.get(session)?.place
      if (before) this.#parts.rollups.addUploaded(before, bytes, nowMs)
    }
    return answer
  }

  #leave(room: Room, session: string, nowMs: number, { staysPresent = false } = {}): void {
    const viewer = room.viewers.get(session)
    const uploadedBytes = room.swarms.leave(session, nowMs)
    if (viewer?.place) this.#parts.rollups.addUploaded(viewer.place, uploadedBytes, nowMs)
    if (viewer && !staysPresent) setPresent(room, viewer, false)
  }
}

function bytesOf(deliveries: readonly Delivery[]): number {
  let bytes = 0
  for (const { originBytes, peerBytes } of deliveries) bytes += originBytes + peerBytes
  return bytes
}

/** None where it was not drawn yet. */
function candidateOf({ session, drawn, kind, mode, mainRung }: Viewer) {
  if (!drawn) return []
  const { browser, country } = kind ?? { browser: OTHER, country: '' }
  return [{ session, drawn, browser, country, mode, rung: mainRung?.rung ?? '' }]
}

function placeOf(broadcastId: string, { mode }: Viewer): SlicePlace {
  return { broadcastId, mode }
}

/** Chance puts viewers into the control group. Who plays without P2P by choice may differ in other ways too. */
function groupOf({ group, mode }: TicketClaims): AudienceGroup {
  if (group === 'control') return 'control'
  return mode === 'off' ? 'apart' : 'swarm'
}

function mainRungOf(deliveries: readonly Delivery[]): { epoch: number; rung: string } | undefined {
  let most: Delivery | undefined
  for (const delivery of deliveries) if (!most || delivery.mediaSeconds > most.mediaSeconds) most = delivery
  return most && { epoch: most.epoch, rung: most.rung }
}
