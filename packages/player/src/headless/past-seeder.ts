/** Gives a recording to those who watch it: fetched from the origin once, and handed on. It takes nothing from peers. */

import { pieceCount } from '@shoal/protocol/pieces'
import type { TelemetryAnswer } from '@shoal/protocol/telemetry'
import { backoffMs } from '../backoff.ts'
import { emptyBitmap } from '../delivery/bitmap.ts'
import { fetchFromOrigin, OriginError } from '../delivery/origin-fetch.ts'
import { Peer } from '../delivery/peer.ts'
import { PeerAccounts } from '../delivery/peer-accounts.ts'
import { Uploads } from '../delivery/uploads.ts'
import { decodeMessage, type WireMessage } from '../delivery/wire.ts'
import { isNamedSegment } from '../integrity/check-segment.ts'
import { createMesh } from '../mesh/create-mesh.ts'
import type { Mesh, MeshOptions, PeerConnectionClass, PeerLink } from '../mesh/mesh.ts'
import { rtcConfig } from '../mesh/rtc-config.ts'
import { createPeerId } from '../swarm/peer-id.ts'
import { startReporter } from '../telemetry/reporter.ts'
import { createSessionCounts } from '../telemetry/session-counts.ts'
import { announceUrls } from '../ticket/announce-urls.ts'
import type { TicketKeeper } from '../ticket/ticket-keeper.ts'
import { PastShelf, type ShelvedSegment } from './past-shelf.ts'

/** Half an hour of 2 Mbit/s. What is more makes room for what somebody comes to. */
const MOST_BYTES = 500_000_000
/** A peer remembers as much of what it was told, and some more. */
const MOST_TOLD = 300
const RETRY = { firstMs: 500, mostMs: 15_000 }
const TELL_UPLINK_MS = 2000
const NOTHING_PLAYED = { playedMs: 0, stalledMs: 0, stalls: 0 }

export type PastSeederOptions = {
  tickets: Pick<TicketKeeper, 'newest' | 'hasExpired' | 'renew'>
  /** Of one rung in one epoch, oldest first: those who watch them are one swarm. */
  segments: readonly ShelvedSegment[]
  infoHash: string
  /** Within the operator's limits; null is no limit of its own. */
  upload: { kbps: number | null; bytes: number | null }
  /** Node has none of its own. */
  RTCPeerConnection: PeerConnectionClass
  mostBytes?: number
  createMesh?: (options: MeshOptions) => Mesh
  fetchOrigin?: typeof fetch
  listener: {
    onUploaded(bytes: number): void
    onPeers(count: number): void
    onAnswer(answer: TelemetryAnswer): void
    /** The origin failed at a segment, which is asked for again. */
    onFault(error: unknown): void
  }
}

export type PastSeeder = { heldCount(): number; stop(): void }

/** `at` is null until it is known: another seeder watches nothing. */
type Viewer = { peer: Peer; at: number | null }

export function startPastSeeder(options: PastSeederOptions): PastSeeder {
  return new Seeding(options)
}

class Seeding implements PastSeeder {
  readonly #options: PastSeederOptions
  readonly #shelf: PastShelf
  readonly #mesh: Mesh
  readonly #uploads: Uploads
  readonly #viewers = new Map<string, Viewer>()
  readonly #accounts = new PeerAccounts()
  readonly #counts = createSessionCounts(() => NOTHING_PLAYED)
  readonly #stopping = new AbortController()
  readonly #reporter: { stop(): void }
  readonly #tellingUplink: ReturnType<typeof setInterval>
  #riders: ReadonlySet<string> = new Set()
  #isP2pGood = true
  #isFetching = false

  constructor(options: PastSeederOptions) {
    this.#options = options
    const { tickets, listener, upload, segments, mostBytes = MOST_BYTES } = options
    const ticket = () => tickets.newest()
    this.#shelf = new PastShelf(segments, mostBytes)
    const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))
    const ownId = createPeerId({ gives: true, random })
    this.#mesh = (options.createMesh ?? createMesh)({
      ...{ ownId, leastPeers: ticket().policy.leastViewers, RTCPeerConnection: options.RTCPeerConnection },
      rtcConfig: rtcConfig(() => ticket().policy),
      trackerUrls: () => announceUrls(tickets),
    })
    this.#uploads = new Uploads({
      bytesOf: (key, piece) => this.#shelf.pieceOf(key, piece),
      isRider: ({ link }) => this.#riders.has(link.id),
      isUrgent: () => false,
      onUploaded: (bytes) => {
        this.#counts.uploaded(bytes)
        listener.onUploaded(bytes)
      },
      ...{ limitKbps: upload.kbps, limitBytes: upload.bytes, nowMs: () => performance.now() },
    })
    this.#mesh.listen({
      onOpen: (link) => this.#opened(link),
      onMessage: (link, bytes) => this.#heard(link, decodeMessage(bytes)),
      onDrain() {},
      onClose: (link) => this.#closed(link),
    })
    this.#reporter = startReporter({
      address: () => ({ url: ticket().telemetryUrl, ticket: ticket().ticket }),
      takeCounts: () => this.#counts.take(),
      measure: () => ({ peers: this.#viewers.size, isPast: true }),
      takeSwarm: () => ({
        ...{ peerId: ownId, gives: true, ...this.#accounts.take([...this.#viewers.values()].map(({ peer }) => peer)) },
        ...(this.#uplinkKbps === 0 ? {} : { uplinkKbps: this.#uplinkKbps }),
      }),
      onAnswer: (answer) => this.#answered(answer),
      onAnswering: this.#mesh.homeAnswers,
      onRefused: () => tickets.renew(),
    })
    this.#tellingUplink = setInterval(() => {
      for (const { peer } of this.#viewers.values()) peer.send(this.#hello())
    }, TELL_UPLINK_MS)
    this.#mesh.join(options.infoHash)
  }

  heldCount(): number {
    return this.#shelf.heldCount
  }

  stop(): void {
    clearInterval(this.#tellingUplink)
    this.#stopping.abort()
    this.#reporter.stop()
    this.#mesh.stop()
    this.#uploads.clear()
  }

  get #uplinkKbps(): number {
    return Math.min(10_000_000, Math.round(this.#uploads.measuredKbps ?? 0))
  }

  #hello(): WireMessage {
    return { kind: 'hello', gives: true, uplinkKbps: this.#uplinkKbps }
  }

  #answered(answer: TelemetryAnswer): void {
    this.#riders = new Set(answer.riders)
    for (const peerId of answer.banned) this.#mesh.ban(peerId)
    if (answer.isP2pGood !== this.#isP2pGood) {
      this.#isP2pGood = answer.isP2pGood
      if (answer.isP2pGood) this.#mesh.join(this.#options.infoHash)
      else this.#mesh.leave()
    }
    this.#options.listener.onAnswer(answer)
  }

  #opened(link: PeerLink): void {
    const viewer = { peer: new Peer(link, performance.now()), at: null }
    this.#viewers.set(link.id, viewer)
    viewer.peer.send(this.#hello())
    this.#tellAround(viewer)
    this.#options.listener.onPeers(this.#viewers.size)
  }

  #closed({ id }: PeerLink): void {
    const viewer = this.#viewers.get(id)
    if (!viewer) return
    this.#viewers.delete(id)
    this.#accounts.left(viewer.peer)
    this.#uploads.forget(viewer.peer)
    this.#options.listener.onPeers(this.#viewers.size)
  }

  #heard(link: PeerLink, message: WireMessage | null): void {
    const viewer = this.#viewers.get(link.id)
    if (!viewer) return
    const { peer } = viewer
    if (message === null) {
      link.close() // another version, or nonsense
      return
    }
    if (message.kind === 'hello') this.#greeted(viewer, message)
    if (message.kind === 'cancel') this.#uploads.cancel(peer, message.key, message.piece)
    if (message.kind === 'have') peer.tellHave(message.key, message)
    if (message.kind === 'gone') peer.tellGone(message.keys)
    if (message.kind === 'request') this.#serve(peer, message)
    if (message.kind === 'fetching' || message.kind === 'request') this.#moved(viewer, this.#shelf.placeOf(message.key))
  }

  /** Most begin at the beginning; who does not says so with what it fetches. */
  #greeted(viewer: Viewer, { gives, uplinkKbps }: WireMessage & { kind: 'hello' }): void {
    viewer.peer.uplinkKbps = uplinkKbps
    if (!gives && viewer.at === null) this.#moved(viewer, 0)
  }

  #serve(peer: Peer, { key, piece }: { key: string; piece: number }): void {
    peer.hasAsked = true
    const isHere = this.#shelf.pieceOf(key, piece) !== null
    const isTaken = isHere && this.#uploads.take({ peer, key, piece, askedAtMs: performance.now() })
    if (!isTaken) peer.send({ kind: 'refuse', key, piece, reason: isHere ? 'busy' : 'absent' })
  }

  /** What it fetches or asks for shows where it is. */
  #moved(viewer: Viewer, at: number | undefined): void {
    if (at === undefined || at === viewer.at) return
    viewer.at = at
    this.#tellAround(viewer)
    void this.#fetchAll()
  }

  #tellAround({ peer, at }: Viewer): void {
    for (const { key } of this.#shelf.around(at ?? 0)) {
      const segmentBytes = this.#shelf.bytesOf(key)?.length
      if (segmentBytes === undefined || peer.told.has(key) || peer.isWhole(key)) continue
      peer.told.add(key)
      const pieces = emptyBitmap(pieceCount(segmentBytes)).fill(0xff)
      peer.send({ kind: 'have', key, segmentBytes, pieces, hashes: null }) // a recording's playlist vouches for none
    }
    for (const oldest of peer.told) {
      if (peer.told.size <= MOST_TOLD) break
      peer.told.delete(oldest)
    }
  }

  /** One after the other, for as long as somebody is there. */
  async #fetchAll(): Promise<void> {
    if (this.#isFetching) return
    this.#isFetching = true
    for (let failures = 0; !this.#stopping.signal.aborted; ) {
      const next = this.#shelf.next(this.#places())
      if (!next) break
      try {
        this.#keep(next.key, await this.#fetch(next.url))
        failures = 0
      } catch (error) {
        if (this.#stopping.signal.aborted) break
        this.#options.listener.onFault(error)
        const waitMs = backoffMs({ attempt: failures, ...RETRY, random: Math.random() })
        failures += 1
        await new Promise((resolve) => setTimeout(resolve, waitMs))
      }
    }
    this.#isFetching = false
  }

  #places(): number[] {
    return [...this.#viewers.values()].flatMap(({ at }) => at ?? [])
  }

  async #fetch(url: string): Promise<Uint8Array<ArrayBuffer>> {
    const { fetchOrigin = fetch } = this.#options
    const about = { part: null, signal: this.#stopping.signal, nowMs: () => performance.now() }
    const { bytes } = await fetchFromOrigin({ url, fetchOrigin, ...about })
    if (!(await isNamedSegment(url, bytes.buffer))) throw new OriginError('the origin sent something else')
    return bytes
  }

  #keep(key: string, bytes: Uint8Array<ArrayBuffer>): void {
    const gone = this.#shelf.keep(key, bytes, this.#places())
    for (const old of gone) this.#uploads.forgetSegment(old)
    for (const viewer of this.#viewers.values()) {
      const untold = gone.filter((old) => viewer.peer.told.delete(old))
      if (untold.length > 0) viewer.peer.send({ kind: 'gone', keys: untold })
      this.#tellAround(viewer)
    }
  }
}
