/** The trade with peers: tells them what is here, asks them for what is missing, checks what comes, sends what they ask. */

import type { Offence, SwarmReport } from '@shoal/protocol/telemetry'
import { isPiece, isRootOf, pieceLength } from '../integrity/piece-hashes.ts'
import type { Mesh, PeerLink } from '../mesh/mesh.ts'
import { chooseRequests } from '../swarm/choose-requests.ts'
import { Discipline } from './discipline.ts'
import { Peer } from './peer.ts'
import { PeerAccounts } from './peer-accounts.ts'
import { canShare, PeerNews } from './peer-news.ts'
import { isSilent, type PieceRequest, PieceRequests } from './piece-requests.ts'
import type { SegmentEntry, Wanted } from './segment-entry.ts'
import { SoleSources } from './sole-sources.ts'
import { type UploadLimits, Uploads } from './uploads.ts'
import { decodeMessage, type WireMessage } from './wire.ts'

const SWEEP_MS = 200
/** Everybody greets as soon as a link is open: one that carries nothing to us for so long never will. */
const MUTE_MS = 10_000
/** More than anybody meets in a session. */
const MOST_SOURCES = 10_000
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
  readonly #options: ExchangeOptions
  readonly #news: PeerNews
  readonly #accounts = new PeerAccounts()
  readonly #discipline: Discipline
  readonly #peers = new Map<string, Peer>()
  readonly #requests = new PieceRequests()
  readonly #soleSources: SoleSources
  readonly #checkedHashes = new WeakSet<Uint8Array>()
  /** Peers that something useful came from. */
  readonly #sources = new Set<string>()
  #riders: ReadonlySet<string> = new Set()
  #gives: boolean
  #toldThatGives: boolean
  #isScarce = false
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
    this.#discipline = new Discipline({
      ...{ onNews: options.onNews, nowMs: options.nowMs, random: options.random },
      onAccused: (offender) => this.#accuse(offender),
      onOffender: (offender) => this.#cutOff(offender),
    })
    this.#soleSources = new SoleSources({
      ...{ peers: this.#peers, nowMs: options.nowMs },
      request: (peer, entry, piece) => this.#request(peer, entry, piece),
      cancel: (entry) => this.#cancelAll(entry),
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

  /** How many different peers gave something so far. */
  get sources(): number {
    return this.#sources.size
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

  /** Asks peers for what is missing of these segments, the most urgent first. */
  ask(wanted: readonly Wanted[]): void {
    this.#isScarce = wanted.some(({ wastes }) => wastes)
    for (const one of wanted) {
      const { entry } = one
      if (entry.isWhole || entry.isFetching) continue
      if (entry.segment.pieces === null) this.#soleSources.ask(one)
      else if (entry.hashes === null) this.#takeHashes(entry, entry.segment.pieces)
      else this.#askForPieces(one)
    }
  }

  /** Pieces that are arriving now. */
  coming(key: string): Set<number> {
    const arriving = this.#requests.of({ key }).filter(({ received }) => received > 0)
    return new Set(arriving.map(({ piece }) => piece))
  }

  /** The origin sends it instead, but for the pieces that are kept. */
  abandon(entry: SegmentEntry, kept: ReadonlySet<number> = new Set()): void {
    const nowMs = this.#options.nowMs()
    for (const request of this.#requests.of({ key: entry.segment.key })) {
      if (kept.has(request.piece)) continue
      this.#cancel(request)
      if (isSilent(request, nowMs)) this.#discipline.stalled(request)
    }
  }

  /** Bytes of a segment that can only be checked as a whole, once they are. */
  credit(peerId: string, bytes: number): void {
    const peer = this.#peers.get(peerId)
    if (!peer) return
    this.#gave(peer, bytes)
    this.#countSource(peer)
  }

  /** All that this peer sent of the segment together was wrong. */
  blame(peerId: string, key: string): void {
    this.#options.onRejected({ key, peerId })
    const peer = this.#peers.get(peerId)
    if (!peer) return
    peer.holdings.delete(key)
    this.#discipline.strike(peer, 'corrupt')
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
    this.#discipline.stop()
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
    for (const request of this.#requests.of({ peer })) this.#drop(request)
    for (const entry of this.#options.entries.values()) if (entry.soleSource === link.id) this.#soleSources.lose(entry)
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
    else if (message.kind === 'refuse') this.#refused(peer, message)
    else this.#received(peer, message)
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

  #refused(peer: Peer, message: WireMessage & { kind: 'refuse' }): void {
    const request = this.#requests.find(peer, message.key, message.piece)
    if (!request) return
    this.#drop(request)
    if (message.reason === 'busy') {
      this.#discipline.refusedAsBusy(peer)
    } else if (peer.has(message.key, message.piece)) {
      peer.holdings.delete(message.key)
      this.#discipline.wasAbsent(request)
    }
  }

  #received(peer: Peer, message: WireMessage & { kind: 'data' }): void {
    const request = this.#requests.find(peer, message.key, message.piece)
    if (!request || message.offset !== request.received) return
    if (request.received + message.bytes.length > request.bytes.length) {
      this.#discipline.strike(peer, 'corrupt')
      return
    }
    request.bytes.set(message.bytes, request.received)
    request.received += message.bytes.length
    request.lastByteAtMs = this.#options.nowMs()
    request.firstByteAtMs ??= request.lastByteAtMs
    const entry = this.#options.entries.get(message.key)
    if (entry?.soleSource === peer.link.id) this.#soleSources.heard(entry)
    if (request.received === request.bytes.length) void this.#check(request)
  }

  async #check(request: PieceRequest): Promise<void> {
    const { peer, key, piece, bytes } = request
    this.#requests.remove(request)
    peer.settled(request.askedAtMs, this.#options.nowMs())
    const entry = this.#options.entries.get(key)
    this.#options.onNews()
    if (!entry) return
    const isRight = entry.hashes === null || (await isPiece(bytes, piece, entry.hashes))
    entry.busy.delete(piece)
    if (!isRight) {
      this.#options.onRejected({ key, peerId: peer.link.id })
      this.#discipline.strike(peer, 'corrupt')
      return this.#options.onNews()
    }
    if (entry.hashes) this.#gave(peer, bytes.length)
    if (entry.holds(piece)) return
    entry.put(piece, bytes, 'peer')
    if (entry.hashes) {
      this.#countSource(peer)
      this.#news.tellPieces(entry, [piece])
    }
    this.#options.onPiece(entry)
  }

  /** Only what was checked speaks for it. */
  #gave(peer: Peer, bytes: number): void {
    peer.stalled = 0
    peer.receivedBytes += bytes
    peer.freshBytes += bytes
  }

  #countSource(peer: Peer): void {
    if (this.#sources.size < MOST_SOURCES) this.#sources.add(peer.link.id)
  }

  #askForPieces({ entry, leftMs, wastes }: Wanted): void {
    const { key } = entry.segment
    const nowMs = this.#options.nowMs()
    const missing = entry.missing().filter((piece) => !entry.busy.has(piece))
    if (missing.length === 0) return
    const givers = [...this.#peers.values()]
      .filter((peer) => peer.gives && peer.holdings.has(key))
      .map((peer) => ({
        id: peer.link.id,
        pauseMs: Math.max(0, peer.busyUntilMs - nowMs),
        outstanding: peer.outstanding,
        serviceMs: peer.serviceMs,
        isDoubted: this.#discipline.isDoubted(peer, leftMs),
        has: (piece: number) => peer.has(key, piece),
      }))
    for (const { piece, giver } of chooseRequests({
      ...{ missing, givers, random: this.#options.random },
      leftMs: wastes ? leftMs : Number.POSITIVE_INFINITY,
    })) {
      const peer = this.#peers.get(giver)
      if (peer) this.#request(peer, entry, piece)
    }
  }

  /** A stranger's hashes are taken once the playlist's root vouches for them. */
  #takeHashes(entry: SegmentEntry, root: string): void {
    for (const peer of this.#peers.values()) {
      const holding = peer.holdings.get(entry.segment.key)
      if (!holding?.hashes || this.#checkedHashes.has(holding.hashes)) continue
      const { hashes, segmentBytes } = holding
      this.#checkedHashes.add(hashes)
      void isRootOf(root, segmentBytes, hashes).then((isRight) => {
        if (!isRight) return this.#discipline.strike(peer, 'corrupt')
        if (entry.hashes !== null || entry.isFetching) return
        entry.setSize(segmentBytes)
        entry.hashes = hashes
        this.#options.onNews()
      })
      return
    }
  }

  #request(peer: Peer, entry: SegmentEntry, piece: number): void {
    const { key } = entry.segment
    entry.busy.add(piece)
    peer.askedAtMs = this.#options.nowMs()
    this.#accounts.asked(peer)
    const request = { peer, key, piece, askedAtMs: peer.askedAtMs }
    this.#requests.add(request, pieceLength(entry.segmentBytes, piece))
    peer.send({ kind: 'request', key, piece })
  }

  #cancel(request: PieceRequest): void {
    const { peer, key, piece } = request
    this.#drop(request)
    peer.send({ kind: 'cancel', key, piece })
  }

  #cancelAll({ segment }: SegmentEntry): void {
    for (const request of this.#requests.of({ key: segment.key })) this.#cancel(request)
  }

  #drop(request: PieceRequest): void {
    this.#requests.remove(request)
    this.#options.entries.get(request.key)?.busy.delete(request.piece)
  }

  #sweep(): void {
    this.#tellGiving()
    this.#news.tellUplink(this.uploads.measuredKbps)
    const overdue = this.#requests.overdue(this.#options.nowMs())
    for (const request of overdue) {
      this.#cancel(request)
      this.#discipline.stalled(request)
    }
    if (overdue.length > 0) this.#options.onNews()
    this.#closeMute()
    this.#tryOut()
  }

  /** Its place is another's, and its peer may be met again. */
  #closeMute(): void {
    const sinceMs = this.#options.nowMs() - MUTE_MS
    for (const { hasSpoken, openedAtMs, link } of this.#peers.values()) {
      if (!hasSpoken && openedAtMs < sinceMs) link.close()
    }
  }

  #tryOut(): void {
    if (this.#isScarce) return
    for (const peer of this.#discipline.toTry(this.#peers.values())) {
      const entry = this.#testOf(peer)
      if (!entry) continue
      const idle = entry.allPieces().filter((piece) => !entry.busy.has(piece))
      const piece = idle[Math.floor(this.#options.random() * idle.length)]
      if (piece === undefined) continue
      this.#discipline.tried()
      this.#request(peer, entry, piece)
      return
    }
  }

  /** The newest of the segments that both have, and that it can be held to. */
  #testOf(peer: Peer): SegmentEntry | undefined {
    const entries = [...this.#options.entries.values()]
    return entries.findLast((entry) => entry.isWhole && entry.hashes !== null && peer.isWhole(entry.segment.key))
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
