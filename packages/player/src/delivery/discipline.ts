/** What peers do wrong: who is left alone for a while, who is doubted, who is tried, and who is cut off. */

import type { Offence } from '@shoal/protocol/telemetry'
import type { Peer } from './peer.ts'
import type { PieceRequest } from './piece-requests.ts'

/** A peer that refused is left alone for a while, not the same one for all. */
const BUSY_MS = 60
const BUSY_JITTER_MS = 80
const BUSY_SLOWS = 1.15
const STALL_SLOWS = 2
const STALL_MS = 1000
/** Who was never asked, and for so long after an offence, is asked first: for one piece, of what is not urgent. */
const DOUBT_MS = 8000
const LEAST_DOUBT_LEFT_MS = 2000
/** Who had no occasion to show what it is for so long is tried with a piece that is here already, one peer at a time. */
const TRIED_AFTER_MS = 500
const TRIED_EACH_MS = 300
/** How often a peer may do it before it is cut off. */
const MOST: Record<Offence, number> = { corrupt: 2, stalled: 2, absent: 2 }

/**
 * And before others are warned: no honest peer ever sends a wrong byte or promises what it lacks, so that one time is
 * proof enough where several viewers tell of it; a silent one may be a phone that sleeps.
 */
const MOST_UNTOLD: Record<Offence, number> = { corrupt: 0, stalled: 1, absent: 0 }

export type DisciplineOptions = {
  /** The tracker is told of it, once for each peer and offence. */
  onAccused: (offender: { peerId: string; offence: Offence }) => void
  /** It is cut off. */
  onOffender: (offender: { peerId: string; offence: Offence }) => void
  /** Somebody was left alone for long enough: there may be no other news. */
  onNews: () => void
  nowMs: () => number
  random: () => number
}

export class Discipline {
  readonly #options: DisciplineOptions
  readonly #pauses = new Set<ReturnType<typeof setTimeout>>()
  #triedAtMs = Number.NEGATIVE_INFINITY

  constructor(options: DisciplineOptions) {
    this.#options = options
  }

  isDoubted(peer: Peer, leftMs: number): boolean {
    return leftMs > LEAST_DOUBT_LEFT_MS && (!peer.isTried || this.#options.nowMs() < peer.doubtedUntilMs)
  }

  refusedAsBusy(peer: Peer): void {
    if (peer.busyUntilMs <= this.#options.nowMs()) peer.refusedAsBusy() // once for all that it was asked for together
    this.#leaveAlone(peer, BUSY_MS + BUSY_JITTER_MS * this.#options.random())
    peer.slowed(BUSY_SLOWS)
  }

  /** Who drops a segment, or gives no more, says so first, and a link keeps the order of what is said: this was a lie. */
  wasAbsent({ peer, askedAtMs }: PieceRequest): void {
    if (askedAtMs <= peer.liedAtMs) return // it was asked for several pieces at once
    peer.liedAtMs = this.#options.nowMs()
    this.strike(peer, 'absent')
  }

  /** One that has given before is only slow now, and left alone for a while; one that never did may be lying. */
  stalled({ peer, askedAtMs }: PieceRequest): void {
    const isSameSilence = askedAtMs < peer.silentAtMs // several requests waited in it
    if (!isSameSilence) peer.silentAtMs = this.#options.nowMs()
    const hasGiven = peer.receivedBytes > 0
    if (!hasGiven && !isSameSilence) this.strike(peer, 'stalled') // it is asked again at once, so that the truth comes out
    if (!hasGiven) return
    this.#leaveAlone(peer, STALL_MS)
    peer.slowed(STALL_SLOWS)
  }

  strike(peer: Peer, offence: Offence): void {
    peer[offence] += 1
    peer.doubtedUntilMs = this.#options.nowMs() + DOUBT_MS
    const offender = { peerId: peer.link.id, offence }
    if (peer[offence] === MOST_UNTOLD[offence] + 1) this.#options.onAccused(offender)
    if (peer[offence] >= MOST[offence]) this.#options.onOffender(offender)
  }

  /** A liar whom nobody asks does no harm, but is linked to until somebody does: whoever has to show now what it is, suspects first. */
  toTry(peers: Iterable<Peer>): Peer[] {
    const nowMs = this.#options.nowMs()
    if (nowMs - this.#triedAtMs < TRIED_EACH_MS) return []
    const isIdle = (peer: Peer) => peer.gives && peer.outstanding === 0 && peer.busyUntilMs <= nowMs
    const idle = [...peers].filter(isIdle)
    const suspects = idle.filter((peer) => peer.corrupt + peer.stalled + peer.absent > 0)
    const unknown = idle.filter(
      (peer) => !peer.hasSettled && nowMs - peer.openedAtMs > TRIED_AFTER_MS && nowMs - peer.askedAtMs > TRIED_AFTER_MS,
    )
    return [...suspects, ...unknown]
  }

  tried(): void {
    this.#triedAtMs = this.#options.nowMs()
  }

  stop(): void {
    for (const timer of this.#pauses) clearTimeout(timer)
  }

  #leaveAlone(peer: Peer, ms: number): void {
    peer.busyUntilMs = this.#options.nowMs() + ms
    const timer = setTimeout(() => {
      this.#pauses.delete(timer)
      this.#options.onNews()
    }, ms + 1)
    this.#pauses.add(timer)
  }
}
