/** The trade with peers: tells them what is here, and sends what they ask; what is missing is brought by `PeerSupply`. */

import type { Offence, SwarmReport } from '@shoal/protocol/telemetry'
import type { Mesh, PeerLink } from '../mesh/mesh.ts'
import { Peer } from './peer.ts'
import { PeerAccounts } from './peer-accounts.ts'
import { canShare, PeerNews } from './peer-news.ts'
import { PeerSupply } from './peer-supply.ts'
import type { SegmentEntry } from './segment-entry.ts'
import { type UploadLimits, Uploads } from './uploads.ts'
import { decodeMessage, type WireMessage } from './wire.ts'

const SWEEP_MS = 200
/** Everybody greets as soon as a link is open: one that carries nothing to us for so long never will. */
const MUTE_MS = 10_000
/** After these there may be more to ask for. */
const TELLS_NEWS: ReadonlySet<WireMessage['kind']> = new Set(['hello', 'have', 'more', 'gone', 'refuse'])

export type ExchangeOptions = {
  mesh: Mesh
  entries: ReadonlyMap<string, SegmentEntry>
  limitKbps: number | null
  limitBytes: number | null
  /** A checked piece was put into this segment. */
  onPiece: (entry: SegmentEntry) => void
  /** Something changed that may let more be asked for. */
  onNews: () => void
  /** From the newest segment's listing until this viewer plays it. */
  windowMs: () => number
  /** Whether this viewer plays it soon, as those must who are beside it. */
  isUrgent: (key: string) => boolean
  onUploaded: (bytes: number) => void
  onPeers: (count: number) => void
  onRejected: (rejection: { key: string; peerId: string }) => void
  onAccused?: (() => void) | undefined
  onOffender: (offender: { peerId: string; offence: Offence }) => void
  nowMs: () => number
  random: () => number
}

export class Exchange {
  readonly uploads: Uploads
  /** What comes from them. */
  readonly supply: PeerSupply
  readonly #options: ExchangeOptions
  readonly #news: PeerNews
  readonly #accounts = new PeerAccounts()
  readonly #peers = new Map<string, Peer>()
  #riders: ReadonlySet<string> = new Set()
  #gives: boolean
  #toldThatGives: boolean
  #sweepTimer: ReturnType<typeof setInterval> | undefined

  constructor(options: ExchangeOptions & { gives: boolean }) {
    this.#options = options
    this.#gives = options.gives
    this.#toldThatGives = options.gives
    this.uploads = new Uploads({
      bytesOf: (key, piece) => this.#shareable(key, piece),
      isRider: (peer) => this.#riders.has(peer.link.id),
      isUrgent: options.isUrgent,
      onUploaded: options.onUploaded,
      limitKbps: options.limitKbps,
      limitBytes: options.limitBytes,
      nowMs: options.nowMs,
    })
    this.#news = new PeerNews({
      ...{ entries: options.entries, windowMs: options.windowMs, nowMs: options.nowMs },
      peers: () => this.#peers.values(),
      gives: () => this.gives,
    })
    this.supply = new PeerSupply({
      ...{ peers: this.#peers, entries: options.entries, accounts: this.#accounts },
      ...{ onPiece: options.onPiece, onNews: options.onNews, onRejected: options.onRejected },
      ...{ nowMs: options.nowMs, random: options.random },
      onChecked: (entry, piece) => this.tellPieces(entry, [piece]),
      onAccused: (offender) => this.#accuse(offender),
      onOffender: (offender) => this.#cutOff(offender),
    })
    options.mesh.listen({
      onOpen: (link) => this.#opened(link),
      onMessage: (link, message) => this.#heard(link, message),
      onDrain: () => {},
      onClose: (link) => this.#closed(link),
    })
    this.#sweepTimer = setInterval(() => this.#sweep(), SWEEP_MS)
  }

  get peers(): ReadonlyMap<string, Peer> {
    return this.#peers
  }

  get gives(): boolean {
    return this.#gives && !this.uploads.isSpent
  }

  setUploadLimits(limits: UploadLimits): void {
    this.uploads.setLimits(limits)
    this.#tellGiving()
  }

  /** Peers that something can be had from. */
  get givers(): number {
    let count = 0
    for (const peer of this.#peers.values()) if (peer.gives) count += 1
    return count
  }

  setGives(gives: boolean): void {
    if (this.#gives === gives) return
    this.#gives = gives
    this.#tellGiving()
  }

  /** Before anything is refused for it: whoever refuses what it still claims to have is taken for a liar. */
  #tellGiving(): void {
    if (this.gives === this.#toldThatGives) return
    this.#toldThatGives = this.gives
    for (const peer of this.#peers.values()) this.#news.greet(peer)
    if (this.gives) return
    for (const { peer, key, piece } of this.uploads.clear()) peer.send({ kind: 'refuse', key, piece, reason: 'absent' })
  }

  setRiders(riders: readonly string[]): void {
    this.#riders = new Set(riders)
  }

  /** Someone has some of it, or is fetching it. */
  isUnderWay(key: string): boolean {
    for (const peer of this.#peers.values()) {
      if (peer.gives && !peer.isVain && (peer.fetching.has(key) || peer.holdings.has(key))) return true
    }
    return false
  }

  /** Time was up: whoever said that it fetches this segment kept others from doing so. */
  wasLate(key: string): void {
    for (const peer of this.#peers.values()) if (peer.gives && peer.fetching.has(key)) peer.didNotFetch()
  }

  tellFetching(key: string): void {
    this.#news.tellFetching(key)
  }

  /** New checked pieces of this segment are here. */
  tellPieces(entry: SegmentEntry, pieces: Iterable<number>): void {
    this.#news.tellPieces(entry, pieces)
  }

  /** These segments are about to leave the store. */
  forget(keys: readonly string[]): void {
    this.#news.forget(keys)
    for (const key of keys) {
      this.uploads.forgetSegment(key)
      for (const peer of this.#peers.values()) {
        peer.served.delete(key)
        peer.fetching.delete(key)
      }
    }
  }

  takeReport(): Omit<SwarmReport, 'peerId'> {
    const kbps = this.uploads.measuredKbps
    return {
      ...this.#accounts.take([...this.#peers.values()]),
      gives: this.gives,
      ...(kbps === null ? {} : { uplinkKbps: Math.round(Math.min(kbps, 10_000_000)) }),
    }
  }

  stop(): void {
    this.#news.stop()
    clearInterval(this.#sweepTimer)
    this.supply.stop()
    this.uploads.clear()
    this.#peers.clear()
  }

  #opened(link: PeerLink): void {
    const peer = new Peer(link, this.#options.nowMs())
    this.#peers.set(link.id, peer)
    this.#news.greet(peer)
    this.#options.onPeers(this.#peers.size)
    this.#options.onNews()
  }

  #closed(link: PeerLink): void {
    const peer = this.#peers.get(link.id)
    if (!peer || peer.link !== link) return
    this.#peers.delete(link.id)
    this.#accounts.left(peer)
    this.uploads.forget(peer)
    this.supply.left(peer)
    this.#options.onPeers(this.#peers.size)
    this.#options.onNews()
  }

  #heard(link: PeerLink, bytes: Uint8Array<ArrayBuffer>): void {
    const peer = this.#peers.get(link.id)
    const message = decodeMessage(bytes)
    if (!peer) return
    peer.hasSpoken = true
    if (message === null)
      link.close() // another version, or nonsense
    else if (message.kind === 'hello') this.#greeted(peer, message)
    else if (message.kind === 'have') peer.tellHave(message.key, message)
    else if (message.kind === 'more') peer.tellMore(message.key, message.pieces)
    else if (message.kind === 'gone') peer.tellGone(message.keys)
    else if (message.kind === 'fetching') peer.tellFetching(message.key)
    else if (message.kind === 'request') this.#serve(peer, message)
    else if (message.kind === 'cancel') this.uploads.cancel(peer, message.key, message.piece)
    else if (message.kind === 'refuse') this.supply.refused(peer, message)
    else this.supply.received(peer, message)
    if (message && TELLS_NEWS.has(message.kind)) this.#options.onNews()
  }

  #greeted(peer: Peer, { gives, uplinkKbps }: WireMessage & { kind: 'hello' }): void {
    peer.gives = gives
    peer.uplinkKbps = uplinkKbps
    if (!gives) peer.holdings.clear()
  }

  #serve(peer: Peer, { key, piece }: { key: string; piece: number }): void {
    peer.hasAsked = true
    this.#tellGiving()
    const isHere = this.gives && this.#shareable(key, piece) !== null
    const isTaken = isHere && this.uploads.take({ peer, key, piece, askedAtMs: this.#options.nowMs() })
    if (!isTaken) peer.send({ kind: 'refuse', key, piece, reason: isHere ? 'busy' : 'absent' })
  }

  #sweep(): void {
    this.#tellGiving()
    this.#news.tellUplink(this.uploads.measuredKbps)
    this.#closeMute()
    this.supply.sweep()
  }

  /** Its place is another's, and its peer may be met again. */
  #closeMute(): void {
    const sinceMs = this.#options.nowMs() - MUTE_MS
    for (const { hasSpoken, openedAtMs, link } of this.#peers.values()) {
      if (!hasSpoken && openedAtMs < sinceMs) link.close()
    }
  }

  #accuse(offender: { peerId: string; offence: Offence }): void {
    this.#accounts.offended(offender)
    this.#options.onAccused?.()
  }

  #cutOff(offender: { peerId: string; offence: Offence }): void {
    this.#options.onOffender(offender)
    this.#options.mesh.ban(offender.peerId)
  }

  #shareable(key: string, piece: number): Uint8Array<ArrayBuffer> | null {
    const entry = this.#options.entries.get(key)
    return entry && canShare(entry) && entry.holds(piece) ? entry.piece(piece) : null
  }
}
