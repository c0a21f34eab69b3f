/** Gets every segment that is listed, from peers where that works and from the origin where it must, and keeps it for peers. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import type { Offence, SwarmHints, SwarmReport } from '@shoal/protocol/telemetry'
import { isNamedSegment } from '../integrity/check-segment.ts'
import { hashPieces, isRootOf } from '../integrity/piece-hashes.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { isUplinkScarce } from '../swarm/choose-requests.ts'
import {
  LAST_MOMENT_SHARE,
  type OriginPlan,
  type OriginReason,
  pastPanicSeconds,
  planOrigin,
  planPastOrigin,
  selectPanicSeconds,
} from '../swarm/origin-plan.ts'
import { Exchange } from './exchange.ts'
import { OriginError } from './origin-fetch.ts'
import { OriginSupply, type SoleProof } from './origin-supply.ts'
import type { Peer } from './peer.ts'
import { hesitationMs, seedersOf, seedingOrder, USUAL_UPLINK_RATIO } from './seeding.ts'
import type { ListedSegment, LoadedSegment } from './segment.ts'
import type { SegmentEntry, Wanted } from './segment-entry.ts'
import { SegmentStore } from './segment-store.ts'
import type { UploadLimits } from './uploads.ts'

/** What the playhead reaches this soon is sent before all else. */
const URGENT_SECONDS = 3
/** News comes in swarms: what it lets be asked for is looked at once in so long. */
const LOOK_REST_MS = 12
/** What waits for a slow origin is looked at when a fetch ends, and this often. */
const ROOM_LOOK_MS = 1000
/** Before it is measured, as an average home line: for the first choice of a rung. */
const USUAL_ORIGIN_BITS_PER_SECOND = 3_000_000
const NOTHING: ReadonlySet<number> = new Set()
const NOBODY: ReadonlyMap<string, Peer> = new Map()

export type DeliveryListener = {
  /** Whole and checked, whether or not the decoder has asked for it. */
  onLoaded?: (loaded: { segment: ListedSegment; originBytes: number; peerBytes: number; waitMs: number }) => void
  onUploaded: (bytes: number) => void
  onPeers: (count: number) => void
  /** A piece that is not the segment's was thrown away. */
  onRejected: (rejection: { key: string; peerId: string }) => void
  /** The next report has an offence to tell of. */
  onAccused?: () => void
  /** A peer was cut off. */
  onOffender: (offender: { peerId: string; offence: Offence }) => void
}

export type DeliveryOptions = {
  /** `off` is the origin alone, and needs no mesh. */
  mode: P2pMode
  ownId: string
  mesh: Mesh | null
  fetchOrigin: typeof fetch
  /** On the timeline of the listed segments. */
  positionSeconds: () => number
  /** The viewer's or the operator's; null is no limit. */
  uploadKbps: number | null
  uploadBytes: number | null
  listener: DeliveryListener
  nowMs?: () => number
  random?: () => number
}

export type Delivery = {
  /**
   * All of the newest playlist of the rung that plays, oldest first. Of a broadcast's past, whether or not it goes on,
   * what is around the playhead: told again as that moves.
   */
  listed(segments: readonly ListedSegment[], about: { isLive: boolean; isPast?: boolean }): void
  /**
   * The decoder wants this one. Rejects when `signal` is aborted, and with an OriginError when nobody has it. `onOrigin`
   * is told of the bytes that are here each time that the origin brings some, from when it is asked on.
   */
  load(url: string, signal: AbortSignal, onOrigin?: (bytes: number) => void): Promise<LoadedSegment>
  hint(hints: SwarmHints | null, riders: readonly string[], banned: readonly string[]): void
  /** False while nothing is to be given: a hidden page, mobile data, a mode that only receives. */
  setGives(gives: boolean): void
  /** True while nobody looks: what nobody has asked for is not fetched, for oneself or for others. */
  setRests(rests: boolean): void
  /** Counted from the start of this delivery. */
  setUploadLimits(limits: UploadLimits): void
  takeSwarmReport(): SwarmReport | undefined
  snapshot(): DeliverySnapshot
  stop(): void
}

/** Bytes since it was connected, whether or not the decoder has asked for them. */
export type PeerTrade = { peerId: string; receivedBytes: number; givenBytes: number }

export type DeliverySnapshot = {
  peers: number
  /** Measured; null before. */
  uplinkKbps: number | null
  originBytes: number
  peerBytes: number
  /** The trade with each peer that is connected. */
  links: PeerTrade[]
  /** How many different peers gave something so far. */
  sources: number
  /** How often the origin was asked, and why. */
  originFetches: Readonly<Record<OriginReason, number>>
}

export function createDelivery(options: DeliveryOptions): Delivery {
  return new SwarmDelivery(options)
}

class SwarmDelivery implements Delivery {
  readonly #options: DeliveryOptions
  readonly #nowMs: () => number
  readonly #random: () => number
  readonly #exchange: Exchange | null
  readonly #store: SegmentStore
  readonly #stopping = new AbortController()
  readonly #origin: OriginSupply
  readonly #totals = { originBytes: 0, peerBytes: 0 }
  #hints: SwarmHints | null = null
  #rests = false
  /** When the first segment was handed to the decoder: until then there is no playhead to speak of. */
  #startedAtMs: number | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #timerAtMs = Number.POSITIVE_INFINITY
  #lookedAtMs = Number.NEGATIVE_INFINITY

  constructor(options: DeliveryOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? (() => performance.now())
    this.#random = options.random ?? Math.random
    const { positionSeconds } = options
    this.#store = new SegmentStore({ positionSeconds, nowMs: this.#nowMs, random: this.#random })
    this.#origin = new OriginSupply({
      ...{ fetchOrigin: options.fetchOrigin, signal: this.#stopping.signal },
      ...{ nowMs: this.#nowMs, random: this.#random, onPart: (entry) => this.#takePart(entry) },
      onProof: (proof) => this.#proven(proof),
    })
    this.#exchange = options.mesh ? this.#trade(options.mesh) : null
  }

  listed(segments: readonly ListedSegment[], { isLive, isPast = false }: { isLive: boolean; isPast?: boolean }): void {
    this.#store.list(segments, { isLive, isPast })
    this.#forget(this.#store.takeOld())
    this.#lookIn(0)
  }

  load(url: string, signal: AbortSignal, onOrigin?: (bytes: number) => void): Promise<LoadedSegment> {
    const entry = this.#store.entryOf(url)
    if (!entry) return Promise.reject(new OriginError('the segment is in no playlist'))
    if (entry.isWhole) return Promise.resolve(this.#loaded(entry))
    let leave = () => {}
    const loading = new Promise<LoadedSegment>((resolve, reject) => {
      const waiter = { resolve, reject, onOrigin }
      entry.waiters.add(waiter)
      entry.isAskedFor = true
      if (entry.isFetching) entry.tellOrigin()
      leave = () => {
        if (!entry.waiters.delete(waiter)) return
        entry.isAskedFor = entry.waiters.size > 0
        this.#lookIn(0)
        reject(new DOMException('the segment is not wanted any more', 'AbortError'))
      }
      signal.addEventListener('abort', leave)
      this.#lookIn(0)
    })
    // the signal may be that of a whole session, and would hold every segment of it
    return loading.finally(() => signal.removeEventListener('abort', leave))
  }

  hint(hints: SwarmHints | null, riders: readonly string[], banned: readonly string[]): void {
    this.#hints = hints
    this.#exchange?.setRiders(riders)
    for (const peerId of banned) this.#options.mesh?.ban(peerId)
  }

  setGives(gives: boolean): void {
    this.#exchange?.setGives(gives && this.#options.mode === 'on')
  }

  setRests(rests: boolean): void {
    this.#rests = rests
    this.#lookIn(0)
  }

  setUploadLimits(limits: UploadLimits): void {
    this.#exchange?.setUploadLimits(limits)
  }

  takeSwarmReport(): SwarmReport | undefined {
    return this.#exchange ? { peerId: this.#options.ownId, ...this.#exchange.takeReport() } : undefined
  }

  snapshot(): DeliverySnapshot {
    return {
      ...this.#totals,
      originFetches: this.#origin.fetches,
      peers: this.#exchange?.peers.size ?? 0,
      links: [...(this.#exchange?.peers.values() ?? [])].map(({ link, receivedBytes, givenBytes }) => ({
        ...{ peerId: link.id, receivedBytes, givenBytes },
      })),
      sources: this.#exchange?.supply.sources ?? 0,
      uplinkKbps: this.#exchange?.uploads.measuredKbps ?? null,
    }
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#stopping.abort()
    this.#exchange?.stop()
    for (const entry of this.#store.entries.values()) this.#fail(entry, new DOMException('stopped', 'AbortError'))
    this.#store.clear()
  }

  #trade(mesh: Mesh): Exchange {
    const { listener, uploadKbps, uploadBytes, mode } = this.#options
    return new Exchange({
      mesh,
      entries: this.#store.entries,
      gives: mode === 'on',
      limitKbps: uploadKbps,
      limitBytes: uploadBytes,
      onPiece: (entry) => this.#grown(entry),
      onNews: () => this.#lookIn(0),
      windowMs: () => this.#store.windowSeconds * 1000,
      isUrgent: (key) => this.#isUrgent(key),
      onUploaded: listener.onUploaded,
      onPeers: listener.onPeers,
      onRejected: listener.onRejected,
      onAccused: listener.onAccused,
      onOffender: listener.onOffender,
      nowMs: this.#nowMs,
      random: this.#random,
    })
  }

  /** Asks for whatever is due now, and sets the time to look again. */
  #look(): void {
    const nowMs = this.#nowMs()
    this.#lookedAtMs = nowMs
    let againInMs = Number.POSITIVE_INFINITY
    const wanted: Wanted[] = []
    const due: { entry: SegmentEntry; reason: OriginReason }[] = []
    const isScarce = !this.#store.isPast && isUplinkScarce(this.#hints?.uplinkRatio ?? USUAL_UPLINK_RATIO)
    const want = (entry: SegmentEntry, askAgainInMs: number | null) => {
      againInMs = Math.min(againInMs, askAgainInMs ?? againInMs)
      if (this.#startedAtMs === null) return
      const isOvertaken =
        this.#store.isPast && entry.segment.pieces === null && !this.#origin.isFailing(entry.segment.key)
      wanted.push({ entry, leftMs: this.#leftMs(entry, nowMs), wastes: isScarce || isOvertaken })
    }
    for (const entry of this.#store.entries.values()) {
      if (entry.isWhole || (this.#rests && !entry.isAskedFor)) continue
      const isUseless = this.#store.isUseless(entry)
      if (isUseless) entry.fetching?.abort()
      if (isUseless || entry.isFetching) continue
      const plan = this.#plan(entry, nowMs)
      if ('fetch' in plan) due.push({ entry, reason: plan.fetch })
      else want(entry, plan.askAgainInMs)
    }
    due.sort((a, b) => a.entry.segment.startSeconds - b.entry.segment.startSeconds)
    for (const { entry, reason } of due) {
      if (this.#origin.hasRoomFor(entry, nowMs)) void this.#fetch(entry, reason)
      else want(entry, ROOM_LOOK_MS)
    }
    wanted.sort((a, b) => a.entry.segment.startSeconds - b.entry.segment.startSeconds)
    this.#exchange?.supply.ask(wanted)
    if (Number.isFinite(againInMs)) this.#lookIn(Math.max(10, againInMs))
  }

  /** Until the last moment at which the origin is asked instead. */
  #leftMs({ segment, panicRandom }: SegmentEntry, nowMs: number): number {
    const panicSeconds = selectPanicSeconds(this.#origin.pace.at(nowMs), panicRandom)
    const lastSeconds = this.#store.isPast ? pastPanicSeconds(panicSeconds) : panicSeconds * LAST_MOMENT_SHARE
    return (this.#store.secondsUntil(segment) - lastSeconds) * 1000
  }

  #isUrgent(key: string): boolean {
    const entry = this.#store.entries.get(key)
    return entry !== undefined && this.#store.secondsUntil(entry.segment) < URGENT_SECONDS
  }

  #lookIn(ms: number): void {
    if (this.#stopping.signal.aborted) return
    const nowMs = this.#nowMs()
    const atMs = Math.max(nowMs + ms, this.#lookedAtMs + LOOK_REST_MS)
    if (atMs >= this.#timerAtMs) return
    clearTimeout(this.#timer)
    this.#timerAtMs = atMs
    this.#timer = setTimeout(() => {
      const nowMs = this.#nowMs()
      this.#origin.pace.timerRan(nowMs - this.#timerAtMs, nowMs)
      this.#timerAtMs = Number.POSITIVE_INFINITY
      this.#look()
    }, atMs - nowMs)
  }

  #plan(entry: SegmentEntry, nowMs: number): OriginPlan {
    const restMs = this.#origin.restMs(entry.segment.key, nowMs)
    if (restMs > 0) return { askAgainInMs: restMs }
    if (this.#startedAtMs === null) return entry.isAskedFor ? { fetch: 'alone' } : { askAgainInMs: null }
    const exchange = this.#exchange
    const startsInSeconds = this.#store.secondsUntil(entry.segment)
    const pace = this.#origin.pace.at(nowMs)
    const panicSeconds = selectPanicSeconds(pace, entry.panicRandom)
    const sparedSeconds = (this.#store.isPast ? pastPanicSeconds(panicSeconds) : panicSeconds) * LAST_MOMENT_SHARE
    if (entry.isSpared && startsInSeconds > sparedSeconds) {
      return { askAgainInMs: (startsInSeconds - sparedSeconds) * 1000 }
    }
    const question = {
      ...{ nowMs, startsInSeconds, panicSeconds, startedAtMs: this.#startedAtMs },
      isUnderWay: entry.held > 0 || (exchange?.isUnderWay(entry.segment.key) ?? false),
      isAskedFor: entry.isAskedFor,
      givers: exchange?.givers ?? 0,
      fetchSeconds: pace.fetchSeconds,
    }
    if (this.#store.isPast) return planPastOrigin(question)
    const facts = {
      ...{ hints: this.#hints, ownId: this.#options.ownId, startedMsAgo: nowMs - this.#startedAtMs },
      peers: exchange?.peers ?? NOBODY,
    }
    const windowSeconds = startsInSeconds - panicSeconds + (nowMs - entry.seenAtMs) / 1000
    const order = exchange?.gives ? seedingOrder(entry, facts) : null
    return planOrigin({
      ...question,
      seenAtMs: entry.seenAtMs,
      isOld: entry.isOld,
      hesitationMs: hesitationMs(entry, this.#hints, windowSeconds),
      order,
      seeders: order === null ? 0 : seedersOf(entry, facts, windowSeconds),
    })
  }

  async #fetch(entry: SegmentEntry, reason: OriginReason): Promise<void> {
    const { key } = entry.segment
    if (reason === 'late') this.#exchange?.wasLate(key)
    const coming = reason === 'late' && !entry.isSpared ? (this.#exchange?.supply.coming(key) ?? NOTHING) : NOTHING
    const parts = this.#origin.partsOf(entry, coming)
    const spared = parts.includes(null) ? NOTHING : coming
    entry.isSpared = spared.size > 0
    this.#exchange?.supply.abandon(entry, spared)
    if (parts.length > 0) {
      this.#exchange?.tellFetching(key)
      const failure = await this.#origin.fetch(entry, parts, reason)
      if (failure === null) this.#grown(entry)
      else if (failure.isLast) this.#fail(entry, failure.error)
    }
    this.#lookIn(0)
  }

  /** The decoder need not wait for what only peers want. */
  async #takePart(entry: SegmentEntry): Promise<void> {
    const root = entry.segment.pieces
    const isAllFromOrigin = entry.peerBytes === 0 && entry.held === entry.pieces
    if (isAllFromOrigin) this.#handOver(entry)
    if (root === null || entry.hashes !== null || !isAllFromOrigin || !this.#exchange) return
    const hashes = await hashPieces(entry.bytes)
    if (await isRootOf(root, entry.segmentBytes, hashes)) entry.hashes = hashes
  }

  #fail(entry: SegmentEntry, error: Error): void {
    for (const { reject } of entry.waiters) reject(error)
    entry.waiters.clear()
    entry.isAskedFor = false
  }

  /** Pieces were added: perhaps it is whole now. */
  #grown(entry: SegmentEntry): void {
    if (entry.isWhole || entry.segmentBytes === 0 || entry.held < entry.pieces) {
      this.#lookIn(0)
      return
    }
    if (entry.hashes === null && entry.peerBytes > 0) void this.#checkWhole(entry)
    else this.#complete(entry)
  }

  /** Without pieces' hashes, one peer sent all that did not come from the origin. */
  async #checkWhole(entry: SegmentEntry): Promise<void> {
    const { soleSource, peerBytes, segment } = entry
    const isRight = await isNamedSegment(segment.url, entry.bytes)
    if (entry.isWhole || entry.soleSource !== soleSource) return this.#lookIn(0)
    if (!isRight) entry.forget()
    if (soleSource !== null) this.#proven({ peerId: soleSource, key: segment.key, bytes: peerBytes, isRight })
    if (isRight) this.#complete(entry)
    else this.#lookIn(0)
  }

  #proven({ peerId, key, bytes, isRight }: SoleProof): void {
    if (isRight) this.#exchange?.supply.credit(peerId, bytes)
    else this.#exchange?.supply.blame(peerId, key)
  }

  #complete(entry: SegmentEntry): void {
    entry.isWhole = true
    const { originBytes, peerBytes, segment } = entry
    this.#totals.originBytes += originBytes
    this.#totals.peerBytes += peerBytes
    const waitMs = this.#nowMs() - entry.seenAtMs
    this.#exchange?.supply.abandon(entry, NOTHING)
    this.#exchange?.tellPieces(entry, entry.allPieces())
    this.#options.listener.onLoaded?.({ segment, originBytes, peerBytes, waitMs })
    this.#handOver(entry)
    this.#lookIn(0)
  }

  #handOver(entry: SegmentEntry): void {
    for (const { resolve } of entry.waiters) resolve(this.#loaded(entry))
    entry.waiters.clear()
  }

  #loaded(entry: SegmentEntry): LoadedSegment {
    this.#startedAtMs ??= this.#nowMs()
    const { bytes, originBytes, peerBytes } = entry
    const originBitsPerSecond = this.#origin.pace.originBitsPerSecond ?? USUAL_ORIGIN_BITS_PER_SECOND
    return { bytes, originBytes, peerBytes, originBitsPerSecond }
  }

  #forget(entries: readonly SegmentEntry[]): void {
    for (const entry of entries) {
      this.#exchange?.supply.abandon(entry, NOTHING)
      this.#origin.forget(entry.segment.key)
    }
    if (entries.length > 0) this.#exchange?.forget(entries.map(({ segment }) => segment.key))
  }
}
