/** The swarms of one broadcast as their viewers' reports tell: who is in which, and what each viewer is told of it. */

import type { SwarmHints, SwarmReport } from '@shoal/protocol/telemetry'
import { getOrMake } from '../get-or-make.ts'
import { RungSwarm } from './rung-swarm.ts'
import { judgeStanding } from './standing.ts'

/** A viewer has a peer id in each swarm it joins; others may still name one that it has left. */
const MOST_PEER_IDS = 4

/** Word of a viewer that has P2P. */
export type SwarmWord = {
  session: string
  report: SwarmReport
  /** Its ticket says that it may give. */
  mayGive: boolean
  /** `rungKey` of what it plays, and that rung's bit rate in bits a second. */
  rung: { key: string; bandwidth: number }
  nowMs: number
}

type Participant = {
  session: string
  peerIds: string[]
  swarm: RungSwarm | undefined
  namedAtMs: number | undefined
  uplinkKbps: number | undefined
}

export class BroadcastSwarms {
  readonly #rungs = new Map<string, RungSwarm>()
  readonly #participants = new Map<string, Participant>()
  readonly #byPeerId = new Map<string, Participant>()

  hear(word: SwarmWord): SwarmHints {
    const { session, report, rung } = word
    const self = getOrMake(this.#participants, session, () => newParticipant(session))
    this.#learnPeerId(self, report.peerId)
    this.#credit(self, word)
    const swarm = getOrMake(this.#rungs, rung.key, () => new RungSwarm())
    if (self.swarm !== swarm) self.swarm?.remove(session)
    const before = self.swarm === swarm ? (swarm.standingOf(session) ?? 'unknown') : 'unknown'
    self.swarm = swarm
    self.uplinkKbps = report.uplinkKbps ?? self.uplinkKbps
    const uplinkRatio = self.uplinkKbps === undefined ? undefined : (self.uplinkKbps * 1000) / rung.bandwidth
    const gives = word.mayGive && report.gives
    const standing = judgeStanding({ gives, uplinkRatio, namedAtMs: self.namedAtMs, before, nowMs: word.nowMs })
    swarm.place(session, { standing, uplinkRatio })
    return swarm.hintsFor(session)
  }

  leave(session: string): void {
    const gone = this.#participants.get(session)
    if (!gone) return
    gone.swarm?.remove(session)
    for (const peerId of gone.peerIds) this.#byPeerId.delete(peerId)
    this.#participants.delete(session)
    for (const [key, swarm] of this.#rungs) if (swarm.size === 0) this.#rungs.delete(key)
  }

  /** A peer id is that of the session that named it first: nobody takes over what others say of a peer. */
  #learnPeerId(self: Participant, peerId: string): void {
    if (getOrMake(this.#byPeerId, peerId, () => self) !== self || self.peerIds.includes(peerId)) return
    self.peerIds.push(peerId)
    const oldest = self.peerIds.length > MOST_PEER_IDS ? self.peerIds.shift() : undefined
    if (oldest !== undefined) this.#byPeerId.delete(oldest)
  }

  #credit(self: Participant, { report, nowMs }: SwarmWord): void {
    for (const { peerId, bytes } of report.received) {
      const giver = this.#byPeerId.get(peerId)
      if (giver && giver !== self && bytes > 0) giver.namedAtMs = nowMs
    }
  }
}

function newParticipant(session: string): Participant {
  return { session, peerIds: [], swarm: undefined, namedAtMs: undefined, uplinkKbps: undefined }
}
