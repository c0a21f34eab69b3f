/** One viewer in one swarm: whom it is linked with as far as the tracker can tell, and what it has yet to answer. */

import type { SwarmSocket } from './swarm-socket.ts'

/** Offers that a peer may be behind with answering. */
const MOST_OPEN_OFFERS = 32
/** An answer that is later than this is of no use to whoever made the offer. */
const OFFER_LIVES_MS = 30_000
/** After the announce that it was told to make. A hidden tab's timers may fire once a minute. */
const SILENT_AFTER_MS = 90_000
/** What is remembered of a viewer that opens more. */
const MOST_PARTNERS = 64
/** Of the peer id of a viewer that only takes. */
const ONLY_TAKES = '-SR'

type OpenOffer = { from: SwarmPeer; madeAtMs: number }

export class SwarmPeer {
  readonly peerId: string
  readonly socket: SwarmSocket
  /** See peer-pool.ts. */
  readonly places: number[] = []
  /** Those whose offers it answered, or who answered its own, and are here still. */
  #partners: SwarmPeer[] = []
  /** Its own count where it tells one, kept up to date with what the tracker sees. */
  #links = 0
  /** offer_id → who made it: the only answers that are passed on. */
  #offers: Map<string, OpenOffer> | undefined
  #silentAtMs = 0

  constructor(peerId: string, socket: SwarmSocket) {
    this.peerId = peerId
    this.socket = socket
  }

  get links(): number {
    return this.#links
  }

  /** As far as they are known: what a peer says of its own links can hide some. */
  get partners(): readonly SwarmPeer[] {
    return this.#partners
  }

  /** Links with those who share one of the first `levels` groups of its locality. */
  nearLinks(levels: number): number {
    const groups = this.socket.locality.slice(0, levels)
    const isNear = ({ socket }: SwarmPeer) =>
      groups.some((group, level) => group !== undefined && group === socket.locality[level])
    return this.#partners.filter(isNear).length
  }

  get load(): number {
    return this.#links + (this.#offers?.size ?? 0)
  }

  /** Whether an introduction of the two makes sense: two who only take have nothing for each other. */
  suits(other: SwarmPeer): boolean {
    return (
      other.socket !== this.socket &&
      other.socket.session !== this.socket.session &&
      (this.#gives || other.#gives) &&
      other.socket.canTake &&
      !this.#partners.includes(other)
    )
  }

  /** What it says itself. Where it has lost some, nobody knows which: they may all be introduced again. */
  learnLinks(links: number): void {
    if (links < this.#partners.length) this.#partners = []
    this.#links = links
  }

  link(other: SwarmPeer): void {
    for (const [one, two] of [
      [this, other],
      [other, this],
    ] as const) {
      if (one.#partners.includes(two)) continue
      one.#links += 1
      one.#partners.push(two)
      if (one.#partners.length > MOST_PARTNERS) one.#partners.shift()
    }
  }

  /** It has left. */
  unlinkAll(): void {
    for (const partner of this.#partners) {
      const place = partner.#partners.indexOf(this)
      if (place === -1) continue
      partner.#partners.splice(place, 1)
      partner.#links = Math.max(0, partner.#links - 1)
    }
    this.#partners = []
  }

  expectAnswer(offer: { offerId: string; from: SwarmPeer; nowMs: number }): void {
    this.#offers ??= new Map()
    this.#offers.set(offer.offerId, { from: offer.from, madeAtMs: offer.nowMs })
    const [oldest] = this.#offers.keys()
    if (this.#offers.size > MOST_OPEN_OFFERS && oldest !== undefined) this.#offers.delete(oldest)
  }

  /** True once for each offer that `from` made to it. */
  takeOffer(offerId: string, from: SwarmPeer): boolean {
    if (this.#offers?.get(offerId)?.from !== from) return false
    this.#offers.delete(offerId)
    if (this.#offers.size === 0) this.#offers = undefined
    return true
  }

  expectAnnounceIn(seconds: number, nowMs: number): void {
    this.#silentAtMs = nowMs + seconds * 1000 + SILENT_AFTER_MS
  }

  sweep(nowMs: number): 'silent' | 'here' {
    for (const [offerId, { madeAtMs }] of this.#offers ?? []) {
      if (madeAtMs < nowMs - OFFER_LIVES_MS) this.#offers?.delete(offerId)
    }
    if (this.#offers?.size === 0) this.#offers = undefined
    return nowMs > this.#silentAtMs ? 'silent' : 'here'
  }

  get #gives(): boolean {
    return this.socket.mode === 'on' && !this.peerId.startsWith(ONLY_TAKES)
  }
}
