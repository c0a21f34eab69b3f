/** Brings what is missing of segments from peers into the store: whom to ask for what, whether it is right, and what to do about those who do wrong. */

import type { Offence } from '@shoal/protocol/telemetry'
import { isPiece, isRootOf, pieceLength } from '../integrity/piece-hashes.ts'
import { chooseRequests } from '../swarm/choose-requests.ts'
import { Discipline } from './discipline.ts'
import type { Peer } from './peer.ts'
import type { PeerAccounts } from './peer-accounts.ts'
import { isSilent, type PieceRequest, PieceRequests } from './piece-requests.ts'
import type { SegmentEntry, Wanted } from './segment-entry.ts'
import { SoleSources } from './sole-sources.ts'
import type { WireMessage } from './wire.ts'

/** More than anybody meets in a session. */
const MOST_SOURCES = 10_000

export type PeerSupplyOptions = {
  peers: ReadonlyMap<string, Peer>
  entries: ReadonlyMap<string, SegmentEntry>
  accounts: PeerAccounts
  /** A piece was put into this segment. */
  onPiece: (entry: SegmentEntry) => void
  /** It was held to its hash, so that others can have it. */
  onChecked: (entry: SegmentEntry, piece: number) => void
  /** Something changed that may let more be asked for. */
  onNews: () => void
  onRejected: (rejection: { key: string; peerId: string }) => void
  /** The tracker is told of it. */
  onAccused: (offender: { peerId: string; offence: Offence }) => void
  /** It is cut off. */
  onOffender: (offender: { peerId: string; offence: Offence }) => void
  nowMs: () => number
  random: () => number
}

export class PeerSupply {
  readonly #options: PeerSupplyOptions
  readonly #discipline: Discipline
  readonly #requests = new PieceRequests()
  readonly #soleSources: SoleSources
  readonly #checkedHashes = new WeakSet<Uint8Array>()
  /** Peers that something useful came from. */
  readonly #sources = new Set<string>()
  #isScarce = false

  constructor(options: PeerSupplyOptions) {
    this.#options = options
    const { onNews, onAccused, onOffender, nowMs, random, peers } = options
    this.#discipline = new Discipline({ onNews, onAccused, onOffender, nowMs, random })
    this.#soleSources = new SoleSources({
      ...{ peers, nowMs },
      request: (peer, entry, piece) => this.#request(peer, entry, piece),
      cancel: (entry) => this.#cancelAll(entry),
    })
  }

  /** How many different peers gave something so far. */
  get sources(): number {
    return this.#sources.size
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
  abandon(entry: SegmentEntry, kept: ReadonlySet<number>): void {
    const nowMs = this.#options.nowMs()
    for (const request of this.#requests.of({ key: entry.segment.key })) {
      if (kept.has(request.piece)) continue
      this.#cancel(request)
      if (isSilent(request, nowMs)) this.#discipline.stalled(request)
    }
  }

  /** Bytes of a segment that can only be checked as a whole, once they are. */
  credit(peerId: string, bytes: number): void {
    const peer = this.#options.peers.get(peerId)
    if (!peer) return
    this.#gave(peer, bytes)
    this.#countSource(peer)
  }

  /** All that this peer sent of the segment together was wrong. */
  blame(peerId: string, key: string): void {
    this.#options.onRejected({ key, peerId })
    const peer = this.#options.peers.get(peerId)
    if (!peer) return
    peer.holdings.delete(key)
    this.#discipline.strike(peer, 'corrupt')
  }

  refused(peer: Peer, message: WireMessage & { kind: 'refuse' }): void {
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

  received(peer: Peer, message: WireMessage & { kind: 'data' }): void {
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

  /** Its link is closed. */
  left(peer: Peer): void {
    for (const request of this.#requests.of({ peer })) this.#drop(request)
    for (const entry of this.#options.entries.values()) {
      if (entry.soleSource === peer.link.id) this.#soleSources.lose(entry)
    }
  }

  /** Call now and then: gives up on who is silent, and tries out who is not known yet. */
  sweep(): void {
    const overdue = this.#requests.overdue(this.#options.nowMs())
    for (const request of overdue) {
      this.#cancel(request)
      this.#discipline.stalled(request)
    }
    if (overdue.length > 0) this.#options.onNews()
    if (!this.#isScarce) this.#tryOut()
  }

  stop(): void {
    this.#discipline.stop()
  }

  async #check(request: PieceRequest): Promise<void> {
    const { peer, key, piece, bytes } = request
    this.#requests.remove(request)
    peer.settled(request.askedAtMs, this.#options.nowMs())
    const entry = this.#options.entries.get(key)
    this.#options.onNews()
    if (!entry) return
    const isUncheckable = entry.hashes === null && entry.segment.pieces !== null // the origin's bytes are others
    const isRight = entry.hashes === null || (await isPiece(bytes, piece, entry.hashes))
    entry.busy.delete(piece)
    if (isUncheckable) return
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
      this.#options.onChecked(entry, piece)
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
    const givers = [...this.#options.peers.values()]
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
      const peer = this.#options.peers.get(giver)
      if (peer) this.#request(peer, entry, piece)
    }
  }

  /** A stranger's hashes are taken once the playlist's root vouches for them. */
  #takeHashes(entry: SegmentEntry, root: string): void {
    for (const peer of this.#options.peers.values()) {
      const holding = peer.holdings.get(entry.segment.key)
      if (!holding?.hashes || this.#checkedHashes.has(holding.hashes)) continue
      const { hashes, segmentBytes } = holding
      this.#checkedHashes.add(hashes)
      void isRootOf(root, segmentBytes, hashes).then((isRight) => {
        if (!isRight) return this.#discipline.strike(peer, 'corrupt')
        if (entry.hashes !== null || entry.isFetching || entry.held > 0) return
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
    this.#options.accounts.asked(peer)
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

  #tryOut(): void {
    for (const peer of this.#discipline.toTry(this.#options.peers.values())) {
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
}
