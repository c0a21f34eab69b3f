/** The swarms of one broadcast as their viewers' reports tell: who is in which, and what each viewer is told of it. */

import type { SwarmHints, SwarmReport, TelemetryAnswer } from '@shoal/protocol/telemetry'
import { getOrMake } from '../get-or-make.ts'
import type { PeerOwners } from '../swarm/peer-owners.ts'
import type { Bans } from '../ticket/bans.ts'
import { Conducts } from './conducts.ts'
import { RungSwarm } from './rung-swarm.ts'
import { judgeStanding } from './standing.ts'
import { LEAST_BLOCKS, Testimony, type Verdict } from './testimony.ts'
import { Uploads } from './uploads.ts'

/** A viewer has a peer id in each swarm it joins; others may still name one that it has left. */
const MOST_PEER_IDS = 4
const MOST_BANNED_TOLD = 100
const MOST_RIDERS_TOLD = 40
/** What the peer id of a player begins with that says that it does not give. */
const ONLY_TAKES = '-SR'
const FORGET_EACH_MS = 30_000
/** Others tell of what a viewer sent them in their next report, which may come after its last. */
const TOLD_OF_WITHIN_MS = 20_000
/** Who was in the swarms for less is heard, and believed only then: accusers made for the purpose have to stay. */
const PRESENT_BEFORE_BELIEVED_MS = 2000
/** Wrong bytes are no accident; a peer that is silent may be a phone that sleeps. */
const BANNED_FOR_MS: Record<Exclude<Verdict, 'innocent'>, number> = { corrupts: 7_200_000, fails: 600_000 }

/** What the swarms' own door knows: whose a peer id is, who has met whom, and who is kept out. */
export type SwarmDoor = {
  owners: Pick<PeerOwners, 'sessionOf' | 'idsOf' | 'haveMet' | 'presentSinceMs'>
  bans: Pick<Bans, 'ban' | 'isBanned'>
}

/** Word of a viewer that has P2P. */
export type SwarmWord = {
  session: string
  report: SwarmReport
  /** Its ticket says that it may give. */
  mayGive: boolean
  uploadedBytes: number
  /** `rungKey` of what it plays, that rung's bit rate in bits a second, and whether it is of the newest ladder. */
  rung: { key: string; bandwidth: number; isCurrent: boolean }
  /** The block of addresses that it reports from. */
  block: string
  nowMs: number
}
export type SwarmAnswer = Pick<TelemetryAnswer, 'hints' | 'riders' | 'banned'>
export type HeardWord = {
  answer: SwarmAnswer
  /** Bytes that it sent and others received, as both sides say, which were in no answer before. */
  uploadedBytes: number
  /** The same of viewers that have left. */
  uploadedBefore: { session: string; bytes: number }[]
}

type Participant = {
  session: string
  peerIds: string[]
  block: string
  swarm: RungSwarm | undefined
  gives: boolean
  namedAtMs: number | undefined
  uplinkKbps: number | undefined
  uploads: Uploads
}

export class BroadcastSwarms {
  readonly #broadcastId: string
  readonly #door: SwarmDoor
  readonly #rungs = new Map<string, RungSwarm>()
  readonly #participants = new Map<string, Participant>()
  readonly #byPeerId = new Map<string, Participant>()
  /** How many participants report from each block of addresses. */
  readonly #blocks = new Map<string, number>()
  /** What those that have left said they sent, for the others' next words. */
  readonly #left = new Map<string, { uploads: Uploads; atMs: number }>()
  readonly #conducts = new Conducts()
  readonly #testimony = new Testimony()
  /** Of whom something was said that counts only at this time. */
  readonly #judgedAgainAtMs = new Map<string, number>()
  #banned: { peerId: string; untilMs: number }[] = []
  #forgottenAtMs = Number.NEGATIVE_INFINITY

  constructor(broadcastId: string, door: SwarmDoor) {
    this.#broadcastId = broadcastId
    this.#door = door
  }

  /** Mean uplink of all viewers in bit rates of what each watches; 0 where none is known. */
  get uplinkRatio(): number {
    let sum = 0
    let count = 0
    for (const { uplinks } of this.#rungs.values()) {
      sum += uplinks.sum
      count += uplinks.count
    }
    return count > 0 ? Math.max(0, sum / count) : 0
  }

  hear(word: SwarmWord): HeardWord {
    const { session, report, nowMs } = word
    if (this.#door.bans.isBanned(session, nowMs)) {
      this.#remove(session)
      const answer = { hints: null, riders: [], banned: this.#bannedIds() }
      return { answer, uploadedBytes: 0, uploadedBefore: [] }
    }
    const self = getOrMake(this.#participants, session, () => this.#newParticipant(word))
    this.#learnPeerId(self, report.peerId)
    const riders = this.#hearOfOthers(word)
    this.#hearAccusations(word)
    self.uploads.claim(word.uploadedBytes)
    const answer = { hints: this.#place(self, word), riders, banned: this.#bannedIds() }
    return { answer, uploadedBytes: self.uploads.take(), uploadedBefore: this.#takeOfThoseWhoLeft(report) }
  }

  /** Returns the uploaded bytes that were confirmed since its last word. */
  leave(session: string, nowMs: number): number {
    const gone = this.#remove(session)
    if (!gone) return 0
    this.#left.set(session, { uploads: gone.uploads, atMs: nowMs })
    return gone.uploads.take()
  }

  #remove(session: string): Participant | undefined {
    const gone = this.#participants.get(session)
    if (!gone) return undefined
    gone.swarm?.remove(session)
    for (const peerId of gone.peerIds) this.#byPeerId.delete(peerId)
    this.#participants.delete(session)
    this.#countBlock(gone.block, -1)
    for (const [key, swarm] of this.#rungs) if (swarm.size === 0) this.#rungs.delete(key)
    return gone
  }

  #takeOfThoseWhoLeft({ received }: SwarmReport): HeardWord['uploadedBefore'] {
    if (this.#left.size === 0) return []
    const givers = new Set(received.map(({ peerId }) => this.sessionOf(peerId)))
    return [...givers].flatMap((session) => {
      const bytes = session === undefined ? 0 : (this.#left.get(session)?.uploads.take() ?? 0)
      return session !== undefined && bytes > 0 ? [{ session, bytes }] : []
    })
  }

  /** Call now and then. */
  tick(nowMs: number): void {
    for (const [accused, atMs] of this.#judgedAgainAtMs) {
      this.#judge(accused, nowMs)
      if (atMs <= nowMs) this.#judgedAgainAtMs.delete(accused)
    }
    if (Math.abs(nowMs - this.#forgottenAtMs) < FORGET_EACH_MS) return
    this.#forgottenAtMs = nowMs
    this.#conducts.forget(nowMs)
    this.#testimony.forget(nowMs)
    for (const [session, { atMs }] of this.#left) if (nowMs - atMs > TOLD_OF_WITHIN_MS) this.#left.delete(session)
    if (this.#banned.length > 0) this.#banned = this.#banned.filter(({ untilMs }) => untilMs > nowMs)
  }

  #place(self: Participant, { session, report, mayGive, rung, nowMs }: SwarmWord): SwarmHints | null {
    self.gives = mayGive && report.gives
    self.uplinkKbps = report.uplinkKbps ?? self.uplinkKbps
    if (!rung.isCurrent) {
      self.swarm?.remove(session)
      self.swarm = undefined
      return null
    }
    const swarm = getOrMake(this.#rungs, rung.key, () => new RungSwarm())
    if (self.swarm !== swarm) self.swarm?.remove(session)
    const before = self.swarm === swarm ? (swarm.standingOf(session) ?? 'unknown') : 'unknown'
    self.swarm = swarm
    const uplinkRatio = self.uplinkKbps === undefined ? undefined : (self.uplinkKbps * 1000) / rung.bandwidth
    const isRider = this.#conducts.isRider(session, { claimsToGive: self.gives, bandwidth: rung.bandwidth }, nowMs)
    const gives = self.gives && !isRider
    const standing = judgeStanding({ gives, uplinkRatio, namedAtMs: self.namedAtMs, before, nowMs })
    swarm.place(session, { standing, uplinkRatio })
    return swarm.hintsFor(session)
  }

  /** Learns from what it says of others, and returns those of them that ride free. */
  #hearOfOthers({ session, report, rung, block, nowMs }: SwarmWord): string[] {
    const named = new Map<string, string>()
    const nameOther = (peerId: string) => {
      const known = named.get(peerId)
      if (known !== undefined) return known
      const other = this.sessionOf(peerId)
      if (other === undefined || other === session) return undefined
      named.set(peerId, other)
      return other
    }
    for (const { peerId, bytes } of report.received) {
      const giver = nameOther(peerId)
      if (giver === undefined || bytes === 0) continue
      this.#conducts.gave(giver, bytes, nowMs)
      this.#testimony.support(giver, session, { block, nowMs })
      const participant = this.#participants.get(giver)
      const uploads = participant?.uploads ?? this.#left.get(giver)?.uploads
      uploads?.confirm(bytes)
      if (!participant) continue
      // any number of tickets may be had at one address, whose holders would make seeders of each other
      const isNeighbour = participant.block === block && this.#blocks.size >= LEAST_BLOCKS
      if (!isNeighbour) participant.namedAtMs = nowMs
    }
    for (const { peerId, bytes } of report.askers ?? []) {
      const taker = nameOther(peerId)
      if (taker !== undefined) this.#conducts.took(taker, bytes, nowMs)
    }
    for (const peerId of new Set(report.asked)) {
      const giver = nameOther(peerId)
      if (giver !== undefined) this.#conducts.wasAsked(giver, session, nowMs)
    }
    const riders: string[] = []
    for (const [peerId, other] of named) {
      const claimsToGive = this.#participants.get(other)?.gives ?? !peerId.startsWith(ONLY_TAKES)
      if (this.#conducts.isRider(other, { claimsToGive, bandwidth: rung.bandwidth }, nowMs)) riders.push(peerId)
    }
    return riders.slice(0, MOST_RIDERS_TOLD)
  }

  /** Of those alone whom the tracker has introduced it to: any number of tickets may be had that never met anybody. */
  #hearAccusations({ session, report, block, nowMs }: SwarmWord): void {
    const { owners, bans } = this.#door
    const sinceMs = owners.presentSinceMs(this.#broadcastId, session)
    if (sinceMs === undefined) return
    const countsFromMs = Math.max(nowMs, sinceMs + PRESENT_BEFORE_BELIEVED_MS)
    for (const { peerId, offence } of report.offenders) {
      const accused = this.sessionOf(peerId)
      if (accused === undefined || accused === session || bans.isBanned(accused, nowMs)) continue
      if (!owners.haveMet(this.#broadcastId, [session, accused])) continue
      this.#testimony.accuse(accused, session, { offence, block, nowMs, countsFromMs })
      const againAtMs = this.#judgedAgainAtMs.get(accused) ?? nowMs
      if (countsFromMs > againAtMs) this.#judgedAgainAtMs.set(accused, countsFromMs)
      this.#judge(accused, nowMs)
    }
  }

  #judge(accused: string, nowMs: number): void {
    if (this.#door.bans.isBanned(accused, nowMs)) return
    const crowd = { viewers: this.#participants.size, blocks: this.#blocks.size }
    const verdict = this.#testimony.judge(accused, crowd, nowMs)
    if (verdict !== 'innocent') this.#ban(accused, nowMs + BANNED_FOR_MS[verdict])
  }

  #ban(session: string, untilMs: number): void {
    const own = this.#participants.get(session)?.peerIds ?? []
    const peerIds = new Set([...own, ...this.#door.owners.idsOf(this.#broadcastId, session)])
    this.#banned = [...[...peerIds].map((peerId) => ({ peerId, untilMs })), ...this.#banned].slice(0, MOST_BANNED_TOLD)
    this.#door.bans.ban(session, untilMs)
    this.#remove(session)
  }

  #bannedIds(): string[] {
    return this.#banned.map(({ peerId }) => peerId)
  }

  /** The swarms' door knows best; a viewer may be connected to another tracker than it reports to. */
  sessionOf(peerId: string): string | undefined {
    return this.#door.owners.sessionOf(this.#broadcastId, peerId) ?? this.#byPeerId.get(peerId)?.session
  }

  /** A peer id is that of the session that named it first: nobody takes over what others say of a peer. */
  #learnPeerId(self: Participant, peerId: string): void {
    if (getOrMake(this.#byPeerId, peerId, () => self) !== self || self.peerIds.includes(peerId)) return
    self.peerIds.push(peerId)
    const oldest = self.peerIds.length > MOST_PEER_IDS ? self.peerIds.shift() : undefined
    if (oldest !== undefined) this.#byPeerId.delete(oldest)
  }

  #newParticipant({ session, block }: SwarmWord): Participant {
    this.#countBlock(block, 1)
    const unknown = { namedAtMs: undefined, uplinkKbps: undefined }
    const uploads = this.#left.get(session)?.uploads ?? new Uploads()
    this.#left.delete(session)
    return { session, peerIds: [], block, swarm: undefined, gives: true, ...unknown, uploads }
  }

  #countBlock(block: string, change: 1 | -1): void {
    const count = (this.#blocks.get(block) ?? 0) + change
    if (count > 0) this.#blocks.set(block, count)
    else this.#blocks.delete(block)
  }
}
