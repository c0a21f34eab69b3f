/** Everyone who watches, as their reports tell: judged, counted as present, summed, and told of their swarm. */

import type { Delivery, TelemetryAnswer, TelemetryReport } from '@shoal/protocol/telemetry'
import type { TicketClaims } from '@shoal/protocol/ticket'
import { type LiveBroadcast, rungKey } from '../broadcast/live-broadcasts.ts'
import { getOrMake } from '../get-or-make.ts'
import { BroadcastSwarms, type SwarmAnswer, type SwarmDoor } from './broadcast-swarms.ts'
import { type ImpossibleReason, judgeReport, type ViewerRecord } from './judge-report.ts'
import { NO_RUNG, type Rollups } from './roll-ups.ts'

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
  /** The block of addresses that it came from. */
  block: string
  nowMs: number
}

type Viewer = {
  record: ViewerRecord | undefined
  strikes: number
  mainRung: { epoch: number; rung: string } | undefined
  /** False for a preview: its bytes count, its eyes do not. */
  hasEyes: boolean
  isPresent: boolean
  /** No ticket of this session is good after this. */
  expiresAtMs: number
}

/** Those of one broadcast, by viewer session, and how many of them are present. */
type Room = { viewers: Map<string, Viewer>; present: number; swarms: BroadcastSwarms }

export class Audience {
  readonly #rollups: Rollups
  readonly #door: SwarmDoor
  readonly #rooms = new Map<string, Room>()

  constructor(rollups: Rollups, door: SwarmDoor) {
    this.#rollups = rollups
    this.#door = door
  }

  /** How many watch now; previews do not count. */
  get present(): number {
    return [...this.#rooms.values()].reduce((sum, room) => sum + room.present, 0)
  }

  /** Both the claims and the broadcast are known to be true; the report is only well-formed. */
  hear(heard: HeardReport): ReportOutcome {
    const { report, claims, broadcast, nowMs } = heard
    const room = getOrMake(this.#rooms, broadcast.id, () => ({
      ...{ viewers: new Map<string, Viewer>(), present: 0, swarms: new BroadcastSwarms(broadcast.id, this.#door) },
    }))
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
      if (viewer.strikes >= MAX_STRIKES) leave(room, claims.sub, viewer)
      return { kind: 'dropped', reason: judgement.reason }
    }
    viewer.mainRung = mainRungOf(report.deliveries) ?? viewer.mainRung
    const main = viewer.mainRung ?? { epoch: broadcast.epoch, rung: NO_RUNG }
    this.#rollups.addReport({ broadcastId: broadcast.id, report, main, latencyMs: judgement.latencyMs, nowMs })
    setPresent(room, viewer, viewer.hasEyes)
    this.#rollups.seeViewers(broadcast.id, room.present, nowMs)
    return { kind: 'taken', answer: { ...hearOfSwarm(room, viewer, heard), isP2pGood: true } }
  }

  /** Call each second or so: viewers leave without a word, and a slot in which nobody reports still has its viewers. */
  tick(nowMs: number): void {
    for (const [broadcastId, room] of this.#rooms) {
      for (const [session, viewer] of room.viewers) {
        const isSilent = nowMs - (viewer.record?.takenAtMs ?? nowMs) >= PRESENT_MS
        if (isSilent) leave(room, session, viewer)
        if (viewer.expiresAtMs < nowMs && !viewer.isPresent) room.viewers.delete(session)
      }
      room.swarms.tick(nowMs)
      if (room.present > 0) this.#rollups.seeViewers(broadcastId, room.present, nowMs)
      if (room.viewers.size === 0) this.#rooms.delete(broadcastId)
    }
  }
}

function newViewer(hasEyes: boolean): Viewer {
  return { record: undefined, strikes: 0, mainRung: undefined, hasEyes, isPresent: false, expiresAtMs: 0 }
}

function leave(room: Room, session: string, viewer: Viewer): void {
  setPresent(room, viewer, false)
  room.swarms.leave(session)
}

/** Nothing is known for a viewer without P2P, or one that plays no rung of the newest ladder yet. */
function hearOfSwarm(room: Room, { mainRung }: Viewer, heard: HeardReport): SwarmAnswer {
  const { report, claims, broadcast, block, nowMs } = heard
  const rung = mainRung?.epoch === broadcast.epoch && broadcast.rungs.get(rungKey(mainRung.epoch, mainRung.rung))
  if (!report.swarm || claims.mode === 'off' || !rung) {
    room.swarms.leave(claims.sub)
    return { hints: null, riders: [], banned: [] }
  }
  return room.swarms.hear({
    ...{ session: claims.sub, report: report.swarm, mayGive: claims.mode === 'on', block, nowMs },
    rung: { key: rungKey(broadcast.epoch, rung.name), bandwidth: rung.bandwidth },
  })
}

function setPresent(room: Room, viewer: Viewer, isPresent: boolean): void {
  room.present += Number(isPresent) - Number(viewer.isPresent)
  viewer.isPresent = isPresent
}

function mainRungOf(deliveries: readonly Delivery[]): { epoch: number; rung: string } | undefined {
  const most = deliveries.toSorted((one, other) => other.mediaSeconds - one.mediaSeconds)[0]
  return most && { epoch: most.epoch, rung: most.rung }
}
