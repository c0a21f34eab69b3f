/** The swarm as a discrete-event model: who has which piece when, over which uplink it came, and what the origin sent. */

import { isUplinkScarce } from '../../packages/player/src/swarm/choose-requests.ts'
import { selectSeeders } from '../../packages/player/src/swarm/election.ts'
import { LAST_MOMENT_SHARE, type OriginPace, selectPanicSeconds } from '../../packages/player/src/swarm/origin-plan.ts'
import { selectChunkBytes } from '../../packages/player/src/swarm/upload-buffer.ts'
import { EventHeap } from './event-heap.ts'
import { Holdings } from './holdings.ts'
import { Outcome, type OutcomeFigures } from './outcome.ts'
import { createRandom, type Random } from './random.ts'
import { buildMesh, type ModelMesh } from './random-mesh.ts'
import { Requests } from './requests.ts'
import type { Rules } from './rules.ts'
import { Uplinks } from './uplinks.ts'

export type ModelOptions = {
  viewers: number
  /** Wall clock from a frame's capture to its picture, for the viewer in the middle. */
  latencySeconds: number
  segmentSeconds: number
  bitrateKbps: number
  /** Uplinks in bit rates of the rung, given to the viewers in turn. */
  uplinkRatios: readonly number[]
  /** Counted time, after the warm-up. */
  seconds: number
  warmupSeconds: number
  seed: number
  rules: Rules
  /** Told of every piece, for whoever wants to check the model. */
  trace?: Trace
}

type Trace = {
  gained(piece: { viewer: number; segment: number; piece: number; isFromPeer: boolean }): void
  sent(piece: { giver: number; asker: number; segment: number; piece: number }): void
}

const LISTED = 0
const FROM_ORIGIN = 1
const TELL = 2
const TOLD = 3
const ASKED = 4
const SENT = 5
const RECEIVED = 6
const REFUSED = 7
const LOOK = 8
const PANIC = 9
const PLAY = 10
const PUMP = 11
const LOOK_AGAIN = 12

/** Who sends what a viewer lacks of a segment: peers; the origin; or the origin all but what was arriving already. */
const PEERS = 0
const ORIGIN = 1
const BOTH = 2
const SPARED = -1

/** Segments that a viewer may still be short of after its playhead should have passed them. */
const SLACK_SEGMENTS = 4
/** The tracker tells of no more than this of any viewer's uplink (apps/tracker/src/audience/rung-swarm). */
const MOST_TOLD_RATIO = 10
/** The engine reckons with no slower seeder (delivery/delivery). */
const LEAST_SEEDER_RATIO = 1.5
/** A viewer that fell behind plays this much faster. */
const CHASING_GAIN = 0.05

export class SwarmModel {
  readonly #options: ModelOptions
  readonly #rules: Rules
  readonly #random: Random
  readonly #mesh: ModelMesh
  readonly #holdings: Holdings
  readonly #uplinks: Uplinks
  readonly #requests: Requests
  readonly #events = new EventHeap()
  readonly #outcome: Outcome
  readonly #segments: number
  readonly #pieces: number
  readonly #lastPieceBytes: number
  readonly #ring: number
  /** What the origin needs for a whole segment; all machines are in time. */
  readonly #pace: OriginPace
  /** Viewers that may seed, and how many at most fetch a segment. */
  readonly #seeders: Int32Array
  readonly #mostSeeders: number
  readonly #meanRatio: number
  readonly #behindSeconds: Float64Array
  readonly #awaitedSince: Float64Array
  /** Segment that stands still on this viewer's screen, or -1. */
  readonly #stalledOn: Int32Array
  readonly #askedAt: Float64Array
  /** By slot and viewer: whether peers, the origin or both send the rest of a segment. */
  readonly #sources: Uint8Array
  /** By slot, viewer and piece: when a peer's first bytes of it come; `SPARED` when it is let in beside the origin. */
  readonly #comesFrom: Float64Array
  /** A viewer that will look for pieces to ask for has 1, and a giver whose line is to be filled. */
  readonly #looks: Uint8Array
  readonly #pumps: Uint8Array
  #now = 0

  constructor(options: ModelOptions) {
    const { viewers, rules, segmentSeconds, bitrateKbps, uplinkRatios } = options
    this.#options = options
    this.#rules = rules
    this.#random = createRandom(options.seed)
    const { degree, localShare, neighbourhoodViewers } = rules
    this.#mesh = buildMesh({ viewers, degree, localShare, neighbourhoodViewers, random: this.#random })
    const segmentBytes = Math.round((bitrateKbps * 1000 * segmentSeconds) / 8)
    this.#pieces = Math.ceil(segmentBytes / rules.pieceBytes)
    this.#lastPieceBytes = segmentBytes - (this.#pieces - 1) * rules.pieceBytes
    this.#ring = Math.ceil((options.latencySeconds + rules.latencySpreadSeconds) / segmentSeconds) + SLACK_SEGMENTS
    const fetchSeconds = 2 * rules.oneWaySeconds + (segmentBytes * 8) / (rules.originKbps * 1000)
    this.#pace = { fetchSeconds, spreadSeconds: 0, latenessSeconds: 0 }
    this.#segments = Math.ceil((options.warmupSeconds + options.seconds) / segmentSeconds)
    const pieces = this.#pieces
    this.#holdings = new Holdings({ mesh: this.#mesh, viewers, pieces, slots: this.#ring })
    const kbpsOf = (viewer: number) => (uplinkRatios[viewer % uplinkRatios.length] ?? 0) * bitrateKbps
    const { pieceBytes } = rules
    const kbps = Float64Array.from({ length: viewers }, (_, viewer) => kbpsOf(viewer))
    const pieceSeconds = kbps.map((one) => (one === 0 ? 0 : (pieceBytes * 8) / (one * 1000)))
    this.#uplinks = new Uplinks({ mesh: this.#mesh, pieceSeconds, pieces, ring: this.#ring, pieceBytes })
    this.#requests = new Requests({
      mesh: this.#mesh,
      holdings: this.#holdings,
      random: this.#random,
      serviceMs: (giver) => (pieceSeconds[giver] ?? 0) * 1000,
    })
    const told = kbps.map((one) => Math.min(MOST_TOLD_RATIO, (rules.toldShare * one) / bitrateKbps))
    this.#meanRatio = told.reduce((sum, one) => sum + one, 0) / viewers
    const proven = kbps.map((_, viewer) => viewer).filter((v) => (kbps[v] ?? 0) >= rules.seedLeastRatio * bitrateKbps)
    this.#seeders = Int32Array.from(proven.length > 0 ? proven : kbps.keys())
    this.#behindSeconds = Float64Array.from(
      { length: viewers },
      () => (this.#random() - 0.5) * rules.latencySpreadSeconds,
    )
    this.#mostSeeders = this.#seedersFor(-rules.latencySpreadSeconds / 2)
    this.#awaitedSince = new Float64Array(viewers)
    this.#stalledOn = new Int32Array(viewers).fill(-1)
    this.#askedAt = new Float64Array(this.#mesh.to.length)
    this.#sources = new Uint8Array(viewers * this.#ring)
    this.#comesFrom = new Float64Array(viewers * this.#ring * pieces)
    this.#looks = new Uint8Array(viewers)
    this.#pumps = new Uint8Array(viewers)
    this.#outcome = new Outcome({
      viewers,
      segmentBytes,
      segmentSeconds,
      uplinkKbps: kbps.reduce((sum, one) => sum + one, 0),
      firstCounted: Math.ceil(options.warmupSeconds / segmentSeconds),
      segments: this.#segments,
    })
  }

  run(): OutcomeFigures {
    const startedAtMs = performance.now()
    this.#events.push(this.#listedAt(0), LISTED, 0)
    let count = 0
    while (this.#events.next()) {
      this.#now = this.#events.seconds
      this.#happen(this.#events.kind, this.#events.a, this.#events.b, this.#events.c)
      count += 1
    }
    return this.#outcome.figures({ events: count, cpuSeconds: (performance.now() - startedAtMs) / 1000 })
  }

  #happen(kind: number, a: number, b: number, c: number): void {
    switch (kind) {
      case LISTED:
        this.#list(a)
        break
      case FROM_ORIGIN:
        this.#takeFromOrigin(a, b, c === 1)
        break
      case TELL:
        this.#tell(a, b)
        break
      case TOLD:
        this.#hear(a, b, c)
        break
      case ASKED:
        this.#beAsked(a, b)
        break
      case SENT:
        this.#finishSending(a, b)
        break
      case RECEIVED:
        this.#receive(a, b)
        break
      case REFUSED:
        this.#beRefused(a, b)
        break
      case LOOK:
        this.#look(a)
        break
      case LOOK_AGAIN:
        this.#lookSoon(a, 0)
        break
      case PUMP:
        this.#pump(a)
        break
      case PANIC:
        this.#panic(a, b, c / 1000)
        break
      case PLAY:
        this.#play(a, b)
        break
    }
  }

  #listedAt(segment: number): number {
    return (segment + 1) * this.#options.segmentSeconds + this.#rules.publishSeconds
  }

  #list(segment: number): void {
    const { viewers, segmentSeconds, latencySeconds } = this.#options
    const { oneWaySeconds, pollSeconds } = this.#rules
    const slot = segment % this.#ring
    this.#holdings.open(slot)
    this.#uplinks.open(slot)
    this.#sources.fill(PEERS, slot * viewers, (slot + 1) * viewers)
    const perSlot = viewers * this.#pieces
    this.#comesFrom.fill(Number.POSITIVE_INFINITY, slot * perSlot, (slot + 1) * perSlot)
    for (let viewer = 0; viewer < viewers; viewer++) {
      const playAt = segment * segmentSeconds + latencySeconds + (this.#behindSeconds[viewer] ?? 0)
      const panicSeconds = selectPanicSeconds(this.#pace, this.#random())
      const panicAt = Math.max(playAt - panicSeconds, this.#now + oneWaySeconds)
      this.#events.push(panicAt, PANIC, viewer, segment, Math.round(panicSeconds * 1000))
      this.#events.push(Math.max(playAt, this.#now + oneWaySeconds), PLAY, viewer, segment)
    }
    for (const [order, viewer] of [...this.#draw(this.#mostSeeders)].entries()) {
      const seenAt = this.#now + oneWaySeconds + 2 * pollSeconds * this.#random()
      if (order < this.#seedersFor(this.#behindSeconds[viewer] ?? 0)) this.#fetch(viewer, segment, seenAt)
    }
    if (segment + 1 < this.#segments) this.#events.push(this.#listedAt(segment + 1), LISTED, segment + 1)
  }

  /** How many seeders a viewer takes for right, which hangs on its own distance to the edge. */
  #seedersFor(behindSeconds: number): number {
    const { viewers: size, latencySeconds, segmentSeconds } = this.#options
    const { publishSeconds, pollSeconds, oneWaySeconds } = this.#rules
    const panicSeconds = selectPanicSeconds(this.#pace, this.#random())
    const listedFor = segmentSeconds + publishSeconds + pollSeconds + oneWaySeconds
    const windowSeconds = latencySeconds + behindSeconds - listedFor - panicSeconds
    const pushSeconds = segmentSeconds / Math.max(LEAST_SEEDER_RATIO, this.#meanRatio)
    return selectSeeders({ size, windowSeconds, pushSeconds, pieces: this.#pieces })
  }

  /** The first in the order of this segment. */
  #draw(count: number): Set<number> {
    const drawn = new Set<number>()
    const most = Math.min(count, this.#seeders.length)
    while (drawn.size < most) drawn.add(this.#seeders[Math.floor(this.#random() * this.#seeders.length)] ?? 0)
    return drawn
  }

  /** Asks the origin for all that is missing and not arriving; peers are not asked any longer. */
  #fetch(viewer: number, segment: number, atSeconds: number): void {
    const slot = segment % this.#ring
    const place = this.#placeOf(viewer, segment)
    const before = this.#sources[place] ?? PEERS
    let bytes = 0
    let isBoth = false
    for (let piece = 0; piece < this.#pieces; piece++) {
      if (this.#holdings.has(viewer, slot, piece)) continue
      const at = place * this.#pieces + piece
      const isComing = before === PEERS && (this.#comesFrom[at] ?? 0) <= this.#now
      // the other pieces were asked for the first time
      if (before === BOTH && this.#comesFrom[at] !== SPARED) continue
      if (isComing) this.#comesFrom[at] = SPARED
      else bytes += this.#bytesOf(piece)
      isBoth ||= isComing
      this.#holdings.setAsked(viewer, slot, piece, true)
    }
    this.#sources[place] = isBoth ? BOTH : ORIGIN
    if (bytes === 0) return
    this.#outcome.fetched(segment, bytes)
    const comesAt = atSeconds + 2 * this.#rules.oneWaySeconds + (bytes * 8) / (this.#rules.originKbps * 1000)
    this.#events.push(comesAt, FROM_ORIGIN, viewer, segment, isBoth ? 1 : 0)
  }

  /** An answer is taken when it is whole. */
  #takeFromOrigin(viewer: number, segment: number, isBoth: boolean): void {
    const first = this.#placeOf(viewer, segment) * this.#pieces
    for (let piece = 0; piece < this.#pieces; piece++) {
      if (isBoth && this.#comesFrom[first + piece] === SPARED) continue
      if (!this.#holdings.has(viewer, segment % this.#ring, piece)) this.#gain(viewer, segment, piece, false)
    }
  }

  #gain(viewer: number, segment: number, piece: number, isFromPeer: boolean): void {
    const slot = segment % this.#ring
    const isFirst = this.#holdings.add(viewer, slot, piece)
    if (isFromPeer) this.#outcome.gained(segment, this.#bytesOf(piece))
    this.#options.trace?.gained({ viewer, segment, piece, isFromPeer })
    if (isFirst)
      this.#events.push(this.#now + this.#rules.announceSeconds, TELL, viewer, this.#wordCode(segment, piece))
    if (this.#holdings.missing(viewer, slot) === 0) this.#complete(viewer, segment)
  }

  /** `gives` is told with the greeting: nobody hears of the pieces of a viewer that only receives. */
  #tell(viewer: number, wordCode: number): void {
    const segment = Math.floor(wordCode / this.#holdings.words)
    const bits = this.#holdings.takeUntold(viewer, segment % this.#ring, wordCode % this.#holdings.words)
    if (!this.#uplinks.gives(viewer)) return
    this.#events.push(this.#now + this.#rules.oneWaySeconds, TOLD, viewer, wordCode, bits)
  }

  #hear(giver: number, wordCode: number, bits: number): void {
    const slot = Math.floor(wordCode / this.#holdings.words) % this.#ring
    const word = wordCode % this.#holdings.words
    const { start, to, back } = this.#mesh
    const end = start[giver + 1] ?? 0
    for (let edge = start[giver] ?? 0; edge < end; edge++) {
      const theirs = back[edge] ?? 0
      if (this.#holdings.hear(theirs, to[edge] ?? 0, slot, word, bits))
        this.#lookSoon(to[edge] ?? 0, this.#rules.lookSeconds)
    }
  }

  #lookSoon(viewer: number, afterSeconds: number): void {
    if (this.#looks[viewer] === 1) return
    this.#looks[viewer] = 1
    this.#events.push(this.#now + afterSeconds, LOOK, viewer)
  }

  /** Asks the neighbours for what is missing, the oldest segment first. */
  #look(viewer: number): void {
    this.#looks[viewer] = 0
    const { publishSeconds, oneWaySeconds } = this.#rules
    const newest = Math.min(this.#segments, Math.floor((this.#now - publishSeconds) / this.#options.segmentSeconds)) - 1
    for (let segment = Math.max(0, newest - this.#ring + 2); segment <= newest; segment++) {
      const slot = segment % this.#ring
      if (this.#holdings.missing(viewer, slot) === 0) continue
      const about = { viewer, slot, nowSeconds: this.#now, leftMs: this.#leftMs(viewer, segment) }
      this.#requests.choose(about, (edge, piece) => {
        this.#askedAt[edge] = this.#now
        this.#events.push(this.#now + oneWaySeconds, ASKED, edge, this.#code(segment, piece))
      })
    }
  }

  /** Until the viewer turns to the origin; without end where there is uplink to spare. */
  #leftMs(viewer: number, segment: number): number {
    if (!isUplinkScarce(this.#meanRatio)) return Number.POSITIVE_INFINITY
    const { segmentSeconds, latencySeconds } = this.#options
    const playAt = segment * segmentSeconds + latencySeconds + (this.#behindSeconds[viewer] ?? 0)
    return (playAt - selectPanicSeconds(this.#pace, 0.5) * LAST_MOMENT_SHARE - this.#now) * 1000
  }

  #beAsked(edge: number, code: number): void {
    const giver = this.#mesh.to[edge] ?? 0
    if (!this.#uplinks.enqueue(giver, edge, code, this.#now)) {
      this.#events.push(this.#now + this.#rules.oneWaySeconds, REFUSED, edge, code)
    } else this.#pumpAt(giver, this.#now + this.#rules.gatherSeconds)
  }

  /** Hands pieces to the line for as long as it takes some. */
  #pump(giver: number): void {
    this.#pumps[giver] = 0
    while (this.#uplinks.roomAt(giver) <= this.#now) {
      if (!this.#uplinks.take(giver, this.#now)) return
      const { edge, code } = this.#uplinks
      const asker = this.#mesh.from[edge] ?? 0
      if (this.#sources[this.#placeOf(asker, this.#segmentOf(code))] !== PEERS) {
        this.#requests.settle(edge, this.#now)
        continue
      }
      this.#options.trace?.sent({ giver, asker, segment: this.#segmentOf(code), piece: code % this.#pieces })
      const share = this.#bytesOf(code % this.#pieces) / this.#rules.pieceBytes
      const sentAt = this.#uplinks.start(edge, code, share, this.#now)
      const untilFirstSeconds = this.#uplinks.secondsFor(
        giver,
        Math.max(0, this.#bytesOf(code % this.#pieces) - selectChunkBytes(this.#uplinks.kbpsOf(giver))),
      )
      const at = this.#placeOf(asker, this.#segmentOf(code)) * this.#pieces + (code % this.#pieces)
      this.#comesFrom[at] = sentAt - untilFirstSeconds + this.#rules.oneWaySeconds
      this.#events.push(sentAt, SENT, edge, code)
    }
    this.#pumpAt(giver, this.#uplinks.roomAt(giver))
  }

  #pumpAt(giver: number, seconds: number): void {
    if (this.#pumps[giver] === 1) return
    this.#pumps[giver] = 1
    this.#events.push(seconds, PUMP, giver)
  }

  #finishSending(edge: number, code: number): void {
    this.#outcome.sent(this.#segmentOf(code), this.#bytesOf(code % this.#pieces))
    this.#events.push(this.#now + this.#rules.oneWaySeconds, RECEIVED, edge, code)
  }

  #receive(edge: number, code: number): void {
    const asker = this.#mesh.from[edge] ?? 0
    const segment = this.#segmentOf(code)
    const piece = code % this.#pieces
    this.#requests.served(edge, this.#askedAt[edge] ?? 0, this.#now)
    const place = this.#placeOf(asker, segment)
    const isSpared = this.#sources[place] === BOTH && this.#comesFrom[place * this.#pieces + piece] === SPARED
    // what was taken back is not listened to
    if (this.#sources[place] !== PEERS && !isSpared) this.#outcome.wasted(segment, this.#bytesOf(piece))
    else this.#gain(asker, segment, piece, true)
    this.#lookSoon(asker, this.#rules.lookSeconds)
  }

  #beRefused(edge: number, code: number): void {
    const asker = this.#mesh.from[edge] ?? 0
    const { refusalRestSeconds, refusalJitterSeconds } = this.#rules
    const restSeconds = refusalRestSeconds + refusalJitterSeconds * this.#random()
    this.#requests.refused(edge, this.#now, restSeconds)
    this.#events.push(this.#now + restSeconds, LOOK_AGAIN, asker)
    this.#holdings.setAsked(asker, this.#segmentOf(code) % this.#ring, code % this.#pieces, false)
    this.#lookSoon(asker, this.#rules.lookSeconds)
  }

  /** What no peer has sent by now comes from the origin; what is arriving has until the last moment. */
  #panic(viewer: number, segment: number, panicSeconds: number): void {
    const place = this.#placeOf(viewer, segment)
    if (this.#holdings.missing(viewer, segment % this.#ring) === 0 || this.#sources[place] === ORIGIN) return
    this.#fetch(viewer, segment, this.#now)
    if (this.#sources[place] !== BOTH) return
    this.#events.push(this.#now + panicSeconds * (1 - LAST_MOMENT_SHARE), PANIC, viewer, segment)
  }

  #play(viewer: number, segment: number): void {
    this.#outcome.played(segment, this.#now - segment * this.#options.segmentSeconds)
    if (this.#holdings.missing(viewer, segment % this.#ring) === 0) {
      const behind = this.#behindSeconds[viewer] ?? 0
      const gain = Math.max(
        0,
        Math.min(behind - this.#rules.latencySpreadSeconds / 2, CHASING_GAIN * this.#options.segmentSeconds),
      )
      this.#behindSeconds[viewer] = behind - gain
      return
    }
    this.#stalledOn[viewer] = segment
    this.#awaitedSince[viewer] = this.#now
  }

  #complete(viewer: number, segment: number): void {
    this.#outcome.completed(
      segment,
      this.#now - this.#listedAt(segment),
      this.#sources[this.#placeOf(viewer, segment)] === PEERS,
    )
    if (this.#stalledOn[viewer] !== segment) return
    this.#stalledOn[viewer] = -1
    const stalledSeconds = this.#now - (this.#awaitedSince[viewer] ?? 0)
    this.#behindSeconds[viewer] = (this.#behindSeconds[viewer] ?? 0) + stalledSeconds
    this.#outcome.stalled(segment, stalledSeconds)
  }

  #placeOf(viewer: number, segment: number): number {
    return (segment % this.#ring) * this.#options.viewers + viewer
  }

  #code(segment: number, piece: number): number {
    return segment * this.#pieces + piece
  }

  #segmentOf(code: number): number {
    return Math.floor(code / this.#pieces)
  }

  #wordCode(segment: number, piece: number): number {
    return segment * this.#holdings.words + (piece >>> 5)
  }

  #bytesOf(piece: number): number {
    return piece === this.#pieces - 1 ? this.#lastPieceBytes : this.#rules.pieceBytes
  }
}
