/** Everyone who watches, as their reports tell: judged, counted as present, summed, and told of their swarm. */

import type { AudienceGroup } from '@shoal/db/roll-ups'
import type { Delivery, TelemetryAnswer, TelemetryReport } from '@shoal/protocol/telemetry'
import type { TicketClaims } from '@shoal/protocol/ticket'
import { type LiveBroadcast, rungKey } from '../broadcast/live-broadcasts.ts'
import { getOrMake } from '../get-or-make.ts'
import { BroadcastSwarms, type SwarmAnswer, type SwarmDoor } from './broadcast-swarms.ts'
import { type ImpossibleReason, judgeReport, type ViewerRecord } from './judge-report.ts'
import { type P2pChange, P2pWatch } from './p2p-watch.ts'
import { NO_RUNG, type Rollups, type ViewerPlace } from './roll-ups.ts'

/** A viewer is there from its first report until this long after its last. */
const PRESENT_MS = 15_000
/** A viewer whose reports cannot be true this many times is left out until its session ends. */
const MAX_STRIKES = 2

export type ReportOutcome =
  | { kind: 'taken'; answer: TelemetryAnswer }
  | { kind: 'dropped'; reason: 'too-frequent' | 'repeated' | 'left-out' | ImpossibleReason }

type HeardReport = {
  report: TelemetryReport
  claims: TicketClaims
  broadcast: LiveBroadcast
  /** False for a recording: its viewers are told of their swarm, and are no part of what is live. */
  isLive: boolean
  /** The block of addresses that it came from. */
  block: string
  nowMs: number
}

type Viewer = {
  record: ViewerRecord | undefined
  strikes: number
  mainRung: { epoch: number; rung: string } | undefined
  /** Where what is said of the whole viewer was summed last. */
  place: ViewerPlace | undefined
  /** False for a preview and for a volunteer's seeder: their bytes count, their eyes do not. */
  hasEyes: boolean
  isPresent: boolean
  /** No ticket of this session is good after this. */
  expiresAtMs: number
}

/** Those of one broadcast, by viewer session, and how many of them are present. */
type Room = { viewers: Map<string, Viewer>; present: number; swarms: BroadcastSwarms; watch: P2pWatch }

export type AudienceParts = {
  rollups: Rollups
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
    const viewer = getOrMake(room.viewers, claims.sub, () => newViewer(claims.role === 'viewer'))
    viewer.expiresAtMs = Math.max(viewer.expiresAtMs, claims.exp * 1000)
    if (viewer.strikes >= MAX_STRIKES) return { kind: 'dropped', reason: 'left-out' }
    const judgement = judgeReport({ report, mode: claims.mode, broadcast, record: viewer.record, nowMs })
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
    if (heard.isLive) this.#sum(room, viewer, heard, judgement.latencyMs)
    else leaveSums(room, viewer)
    const answer = this.#hearOfSwarm(room, viewer, heard, judgement.doubtsReceived)
    return { kind: 'taken', answer: { ...answer, isP2pGood: room.watch.isGood } }
  }

  /** Call each second or so: viewers leave without a word, and a slot in which nobody reports still has its viewers. */
  tick(nowMs: number): void {
    for (const [broadcastId, room] of this.#rooms) {
      for (const [session, viewer] of room.viewers) {
        const isSilent = nowMs - (viewer.record?.takenAtMs ?? nowMs) >= PRESENT_MS
        if (isSilent) this.#leave(room, session, nowMs)
        if (viewer.expiresAtMs < nowMs && !viewer.isPresent) room.viewers.delete(session)
      }
      room.swarms.tick(nowMs)
      const change = room.watch.tick(nowMs)
      if (change) this.#parts.onP2pChange(broadcastId, change)
      if (room.present > 0) this.#parts.rollups.seeViewers(broadcastId, room.present, nowMs)
      if (room.viewers.size === 0) this.#rooms.delete(broadcastId)
    }
  }

  #sum(room: Room, viewer: Viewer, { report, claims, broadcast, nowMs }: HeardReport, latencyMs: number | undefined) {
    const { rollups } = this.#parts
    const group = groupOf(claims)
    const main = viewer.mainRung ?? { epoch: broadcast.epoch, rung: NO_RUNG }
    viewer.place = { broadcastId: broadcast.id, ...main, group }
    rollups.addReport({ report, place: viewer.place, latencyMs, nowMs })
    setPresent(room, viewer, viewer.hasEyes)
    rollups.seeViewers(broadcast.id, room.present, nowMs)
    if (viewer.hasEyes) room.watch.hear(claims.sub, { ...report, group, nowMs })
  }

  /** Nothing is known for a viewer without P2P, or one that has played nothing yet. */
  #hearOfSwarm(room: Room, { mainRung, place }: Viewer, heard: HeardReport, doubtsReceived: boolean): SwarmAnswer {
    const { report, claims, broadcast, isLive, block, nowMs } = heard
    const rung = mainRung && broadcast.rungs.get(rungKey(mainRung.epoch, mainRung.rung))
    if (!report.swarm || claims.mode === 'off' || !rung) {
      this.#leave(room, claims.sub, nowMs, { staysPresent: true })
      return { hints: null, riders: [], banned: [] }
    }
    const { answer, uploadedBytes } = room.swarms.hear({
      ...{ session: claims.sub, mayGive: claims.mode === 'on', uploadedBytes: report.uploadedBytes, block, nowMs },
      report: doubtsReceived ? { ...report.swarm, received: [] } : report.swarm,
      rung: {
        ...{ key: rungKey(mainRung.epoch, mainRung.rung), bandwidth: rung.bandwidth },
        isCurrent: !isLive || mainRung.epoch === broadcast.epoch,
      },
    })
    if (place) this.#parts.rollups.addUploaded(place, uploadedBytes, nowMs)
    return answer
  }

  #leave(room: Room, session: string, nowMs: number, { staysPresent = false } = {}): void {
    const viewer = room.viewers.get(session)
    const uploadedBytes = room.swarms.leave(session)
    if (viewer?.place) this.#parts.rollups.addUploaded(viewer.place, uploadedBytes, nowMs)
    if (viewer && !staysPresent) setPresent(room, viewer, false)
  }
}

function newRoom(broadcastId: string, door: SwarmDoor, nowMs: number): Room {
  const swarms = new BroadcastSwarms(broadcastId, door)
  return { viewers: new Map(), present: 0, swarms, watch: new P2pWatch(nowMs) }
}

function newViewer(hasEyes: boolean): Viewer {
  const unknown = { record: undefined, mainRung: undefined, place: undefined }
  return { ...unknown, strikes: 0, hasEyes, isPresent: false, expiresAtMs: 0 }
}

/** It watches the recording of what it saw live. */
function leaveSums(room: Room, viewer: Viewer): void {
  setPresent(room, viewer, false)
  viewer.place = undefined
}

function setPresent(room: Room, viewer: Viewer, isPresent: boolean): void {
  room.present += Number(isPresent) - Number(viewer.isPresent)
  viewer.isPresent = isPresent
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
