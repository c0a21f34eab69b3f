/** A broadcast's viewers as their reports made them known, and which of them count as present. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { BroadcastSwarms, type SwarmDoor } from './broadcast-swarms.ts'
import type { ViewerRecord } from './judge-report.ts'
import { P2pWatch } from './p2p-watch.ts'
import type { ViewerPlace } from './roll-ups.ts'
import type { ViewerKind } from './slices.ts'
import type { Drawn } from './swarm-mapping.ts'

export type Viewer = {
  session: string
  record: ViewerRecord | undefined
  strikes: number
  mainRung: { epoch: number; rung: string } | undefined
  /** Where what is said of the whole viewer was summed last. */
  place: ViewerPlace | undefined
  /** False for a preview and for a volunteer's seeder: their bytes count, their eyes do not. */
  hasEyes: boolean
  /** It told of media, or of a picture that moved. */
  hasWatched: boolean
  isPresent: boolean
  kind: ViewerKind | undefined
  mode: P2pMode
  /** When its session began; null before its first word and after its last. */
  sessionFromMs: number | null
  /** Its session did not begin before this tracker. */
  isNew: boolean
  /** It had a session here before. */
  hasLeft: boolean
  recentBytes: number
  drawn: Drawn | undefined
  /** No ticket of this session is good after this. */
  expiresAtMs: number
}

/** Those of one broadcast, by viewer session, and how many of them are present. */
export type Room = { viewers: Map<string, Viewer>; present: number; swarms: BroadcastSwarms; watch: P2pWatch }

export function newRoom(broadcastId: string, door: SwarmDoor, nowMs: number): Room {
  const swarms = new BroadcastSwarms(broadcastId, door)
  return { viewers: new Map(), present: 0, swarms, watch: new P2pWatch(nowMs) }
}

export function newViewer(session: string, hasEyes: boolean): Viewer {
  return {
    ...{ session, hasEyes, hasWatched: false, isPresent: false, expiresAtMs: 0, strikes: 0, recentBytes: 0 },
    ...{ record: undefined, mainRung: undefined, place: undefined, kind: undefined, drawn: undefined, mode: 'on' },
    ...{ sessionFromMs: null, isNew: false, hasLeft: false },
  }
}

/** Tickets and empty reports are to be had for nothing; what is claimed to be watched is in the sums that the origin's are held to. */
export function isWatching({ hasEyes, hasWatched }: Viewer): boolean {
  return hasEyes && hasWatched
}

export function setPresent(room: Room, viewer: Viewer, isPresent: boolean): void {
  room.present += Number(isPresent) - Number(viewer.isPresent)
  viewer.isPresent = isPresent
}

export function seenIn({ present, swarms }: Room): { viewers: number; uplinkRatio: number } {
  return { viewers: present, uplinkRatio: swarms.uplinkRatio }
}
