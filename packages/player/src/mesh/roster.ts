/** Everybody whom this viewer is linked to or is getting to know: one link a peer, and never more than it can hold. */

import { isSeedingPeer } from '../swarm/peer-id.ts'
import { MAX_LINKS, MAX_OFFERS_IN_FLIGHT, type RosterCounts } from './announce-plan.ts'
import { type Connection, createConnection } from './connection.ts'
import { MAX_MESSAGE_BYTES, type MeshListener, type PeerConnectionClass, type PeerLink } from './mesh.ts'
import { createOfferId, type Offer } from './tracker-message.ts'

/** An answer takes a round trip and a gathering of addresses. */
const ANSWER_MS = 20_000
/** Offers older than this may be closed for newer ones. */
const LIKELY_ANSWER_MS = 5000
/** From the answer to an open channel; ICE tries for longer, but rarely with success. */
const OPENING_MS = 15_000
/** A link that carried nothing for so long gives its place to a newcomer. */
const IDLE_MS = 60_000

type Timer = ReturnType<typeof setTimeout>

/** An offer that nobody has answered yet. */
type OpenOffer = { connection: Connection; madeAtMs: number; timer: Timer; peer: { acquaintance: Acquaintance | null } }

/** A peer that we know by its id, linked or about to be. */
type Acquaintance = {
  id: string
  /** Where we were introduced last. */
  infoHash: string
  /** The id of whoever made the offer: two who offer to each other agree by it on the connection to keep. */
  offerer: string
  connection: Connection
  openingTimer: Timer | undefined
  /** Once it is open. */
  link: PeerLink | null
  usedAtMs: number
}

export type RosterOptions = {
  ownId: string
  rtcConfig: RTCConfiguration
  RTCPeerConnection: PeerConnectionClass
  random: () => number
  nowMs: () => number
  /** The number of links has changed. */
  onChange(): void
}

export type Introduction = { infoHash: string; peerId: string; offerId: string; sdp: string }

export class Roster {
  readonly links = new Map<string, PeerLink>()
  readonly #options: RosterOptions
  readonly #offers = new Map<string, OpenOffer>()
  readonly #known = new Map<string, Acquaintance>()
  readonly #banned = new Set<string>()
  #listener: MeshListener | null = null

  constructor(options: RosterOptions) {
    this.#options = options
  }

  listen(listener: MeshListener): void {
    this.#listener = listener
  }

  /** What announces are planned by. */
  count(infoHash: string): RosterCounts {
    const likelySinceMs = this.#options.nowMs() - LIKELY_ANSWER_MS
    const here = [...this.#known.values()].filter((peer) => peer.infoHash === infoHash)
    return {
      links: this.links.size,
      linksHere: here.filter((peer) => peer.link).length,
      known: this.#known.size,
      knownHere: here.length,
      offered: [...this.#offers.values()].filter((offer) => offer.madeAtMs > likelySinceMs).length,
    }
  }

  /** Fewer when some come to nothing. */
  async makeOffers(count: number): Promise<Offer[]> {
    const made = await Promise.all(Array.from({ length: count }, () => this.#makeOffer()))
    return made.filter((offer) => offer !== null)
  }

  async #makeOffer(): Promise<Offer | null> {
    const offerId = createOfferId(this.#options.random)
    const peer: OpenOffer['peer'] = { acquaintance: null }
    const connection = this.#connect({ peer, onClose: () => this.#forgetOffer(offerId) })
    if (!connection) return null
    this.#makeRoomForOffer()
    const timer = setTimeout(() => connection.close(), ANSWER_MS)
    this.#offers.set(offerId, { connection, madeAtMs: this.#options.nowMs(), timer, peer })
    const sdp = await connection.makeOffer()
    return sdp === null ? null : { offerId, sdp }
  }

  #makeRoomForOffer(): void {
    const [oldest] = this.#offers.values()
    if (this.#offers.size >= MAX_OFFERS_IN_FLIGHT) oldest?.connection.close()
  }

  #forgetOffer(offerId: string): void {
    clearTimeout(this.#offers.get(offerId)?.timer)
    this.#offers.delete(offerId)
  }

  takeAnswer({ infoHash, peerId, offerId, sdp }: Introduction): void {
    const offer = this.#offers.get(offerId)
    if (!offer) return
    this.#forgetOffer(offerId)
    const { ownId } = this.#options
    const rival = this.#known.get(peerId)
    const isBeaten = rival?.connection.isAlive && (rival.link !== null || rival.offerer <= ownId)
    const hasRoom = rival !== undefined || this.#known.size < MAX_LINKS
    if (isBeaten || !hasRoom || !this.#mayConnect(peerId)) {
      offer.connection.close()
      return
    }
    rival?.connection.close()
    offer.peer.acquaintance = this.#meet({ id: peerId, infoHash, offerer: ownId, connection: offer.connection })
    void offer.connection.takeAnswer(sdp)
  }

  /** The SDP of the answer, or null when there is none to give. */
  async answer({ infoHash, peerId, sdp }: Introduction): Promise<string | null> {
    const known = this.#known.get(peerId)
    if (known?.connection.isAlive) {
      known.infoHash = infoHash
      return null
    }
    known?.connection.close()
    if (!this.#mayConnect(peerId) || !this.#makeRoomForLink()) return null
    const peer: OpenOffer['peer'] = { acquaintance: null }
    const connection = this.#connect({ peer, onClose: () => {} })
    if (!connection) return null
    peer.acquaintance = this.#meet({ id: peerId, infoHash, offerer: peerId, connection })
    return connection.makeAnswer(sdp)
  }

  #mayConnect(peerId: string): boolean {
    const { ownId } = this.#options
    const isOfUse = isSeedingPeer(peerId) || isSeedingPeer(ownId)
    return peerId !== ownId && isOfUse && !this.#banned.has(peerId)
  }

  #makeRoomForLink(): boolean {
    if (this.#known.size < MAX_LINKS) return true
    const sinceMs = this.#options.nowMs() - IDLE_MS
    const idle = [...this.#known.values()].find((peer) => peer.link && peer.usedAtMs < sinceMs)
    idle?.connection.close()
    return idle !== undefined
  }

  #connect({ peer, onClose }: { peer: OpenOffer['peer']; onClose(): void }): Connection | null {
    const { RTCPeerConnection, rtcConfig } = this.#options
    const events = {
      onOpen: () => peer.acquaintance && this.#open(peer.acquaintance),
      onMessage: (message: Uint8Array<ArrayBuffer>) => peer.acquaintance && this.#hear(peer.acquaintance, message),
      onDrain: () => peer.acquaintance?.link && this.#listener?.onDrain(peer.acquaintance.link),
      onClose: () => {
        onClose()
        if (peer.acquaintance) this.#part(peer.acquaintance)
      },
    }
    try {
      return createConnection({ RTCPeerConnection, rtcConfig, events })
    } catch {
      return null // the browser has no more of them, or none at all
    }
  }

  #meet(peer: Pick<Acquaintance, 'id' | 'infoHash' | 'offerer' | 'connection'>): Acquaintance {
    const openingTimer = setTimeout(() => peer.connection.close(), OPENING_MS)
    const acquaintance: Acquaintance = { ...peer, openingTimer, link: null, usedAtMs: this.#options.nowMs() }
    this.#known.set(peer.id, acquaintance)
    return acquaintance
  }

  #open(peer: Acquaintance): void {
    clearTimeout(peer.openingTimer)
    const { connection, id } = peer
    const link: PeerLink = {
      id,
      get bufferedBytes() {
        return connection.bufferedBytes
      },
      send: (message) => {
        if (message.byteLength > MAX_MESSAGE_BYTES) throw new RangeError('the message is too long for a link')
        peer.usedAtMs = this.#options.nowMs()
        connection.send(message)
      },
      close: connection.close,
    }
    peer.link = link
    this.links.set(id, link)
    this.#listener?.onOpen(link)
    this.#options.onChange()
  }

  #hear(peer: Acquaintance, message: Uint8Array<ArrayBuffer>): void {
    peer.usedAtMs = this.#options.nowMs()
    if (message.byteLength > MAX_MESSAGE_BYTES) peer.connection.close()
    else if (peer.link) this.#listener?.onMessage(peer.link, message)
  }

  #part(peer: Acquaintance): void {
    clearTimeout(peer.openingTimer)
    if (this.#known.get(peer.id) === peer) this.#known.delete(peer.id)
    const { link } = peer
    if (!link) return
    peer.link = null
    this.links.delete(peer.id)
    this.#listener?.onClose(link)
    this.#options.onChange()
  }

  closeOffers(): void {
    for (const { connection } of [...this.#offers.values()]) connection.close()
  }

  closeAll(): void {
    this.closeOffers()
    for (const { connection } of [...this.#known.values()]) connection.close()
  }

  ban(peerId: string): void {
    this.#banned.add(peerId)
    this.#known.get(peerId)?.connection.close()
  }
}
