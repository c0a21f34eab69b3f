/** The swarm as a discrete-event model: who has which piece when, over which uplink it came, and what the origin sent. */

import { isUplinkScarce } from '../../packages/player/src/swarm/choose-requests.ts'
import { LAST_MOMENT_SHARE, selectPanicSeconds } from '../../packages/player/src/swarm/origin-plan.ts'
import { selectChunkBytes } from '../../packages/player/src/swarm/upload-buffer.ts'
import { Dimensions, uplinkKbpsOf } from './dimensions.ts'
import { EventHeap } from './event-heap.ts'
import * as kinds from './event-kinds.ts'
import { Holdings } from './holdings.ts'
import type { ModelOptions } from './model-options.ts'
import { Outcome, type OutcomeFigures } from './outcome.ts'
import { Playheads } from './playheads.ts'
import { createRandom, type Random } from './random.ts'
import { buildMesh, type ModelMesh } from './random-mesh.ts'
import { Requests } from './requests.ts'
import { Seeding } from './seeding.ts'
import { Supplies } from './supplies.ts'
import { Uplinks } from './uplinks.ts'

export class SwarmModel {
  readonly #options: ModelOptions
  readonly #random: Random
  readonly #dimensions: Dimensions
  readonly #mesh: ModelMesh
  readonly #holdings: Holdings
  readonly #supplies: Supplies
  readonly #uplinks: Uplinks
  readonly #requests: Requests
  readonly #playheads: Playheads
  readonly #seeding: Seeding
  readonly #events = new EventHeap()
  readonly #outcome: Outcome
  /** How many at most fetch a segment. */
  readonly #mostSeeders: number
  readonly #askedAt: Float64Array
  /** A viewer that will look for pieces to ask for has 1, and a giver whose line is to be filled. */
  readonly #looks: Uint8Array
  readonly #pumps: Uint8Array
  #now = 0

  constructor(options: ModelOptions) {
    const { viewers, rules, segmentSeconds } = options
    this.#options = options
    this.#random = createRandom(options.seed)
    this.#dimensions = new Dimensions(options)
    const { pieces, ring, segmentBytes, segments, pace } = this.#dimensions
    const { degree, localShare, neighbourhoodViewers, pieceBytes } = rules
    this.#mesh = buildMesh({ viewers, degree, localShare, neighbourhoodViewers, random: this.#random })
    this.#holdings = new Holdings({ mesh: this.#mesh, viewers, pieces, slots: ring })
    this.#supplies = new Supplies(this.#dimensions, this.#holdings)
    const kbps = uplinkKbpsOf(options)
    const pieceSeconds = kbps.map((one) => (one === 0 ? 0 : (pieceBytes * 8) / (one * 1000)))
    this.#uplinks = new Uplinks({ mesh: this.#mesh, pieceSeconds, pieces, ring, pieceBytes })
    this.#requests = new Requests({
      ...{ mesh: this.#mesh, holdings: this.#holdings, random: this.#random },
      serviceMs: (giver) => (pieceSeconds[giver] ?? 0) * 1000,
    })
    this.#seeding = new Seeding(options, { kbps, pace, pieces, random: this.#random })
    this.#playheads = new Playheads(options, this.#random)
    this.#mostSeeders = this.#seeding.countFor(-rules.latencySpreadSeconds / 2)
    this.#askedAt = new Float64Array(this.#mesh.to.length)
    this.#looks = new Uint8Array(viewers)
    this.#pumps = new Uint8Array(viewers)
    this.#outcome = new Outcome({
      ...{ viewers, segmentBytes, segmentSeconds, segments },
      uplinkKbps: kbps.reduce((sum, one) => sum + one, 0),
      firstCounted: Math.ceil(options.warmupSeconds / segmentSeconds),
    })
  }

  run(): OutcomeFigures {
    const startedAtMs = performance.now()
    this.#events.push(this.#dimensions.listedAt(0), kinds.LISTED, 0)
    let count = 0
    while (this.#events.next()) {
      this.#now = this.#events.seconds
      this.#happen(this.#events.kind, this.#events.a, this.#events.b, this.#events.c)
      count += 1
    }
    return this.#outcome.figures({ events: count, cpuSeconds: (performance.now() - startedAtMs) / 1000 })
  }

  #happen(kind: number, a: number, b: number, c: number): void {
    if (kind === kinds.LOOK) this.#look(a)
    else if (kind === kinds.TOLD) this.#hear(a, b, c)
    else if (kind === kinds.ASKED) this.#beAsked(a, b)
    else if (kind === kinds.SENT) this.#finishSending(a, b)
    else if (kind === kinds.RECEIVED) this.#receive(a, b)
    else if (kind === kinds.PUMP) this.#pump(a)
    else if (kind === kinds.TELL) this.#tell(a, b)
    else if (kind === kinds.REFUSED) this.#beRefused(a, b)
    else if (kind === kinds.LOOK_AGAIN) this.#lookSoon(a, 0)
    else if (kind === kinds.PANIC) this.#panic(a, b, c / 1000)
    else if (kind === kinds.PLAY) this.#play(a, b)
    else if (kind === kinds.FROM_ORIGIN) this.#takeFromOrigin(a, b, c === 1)
    else if (kind === kinds.LISTED) this.#list(a)
  }

  #list(segment: number): void {
    const { viewers, segments } = this.#dimensions
    const { oneWaySeconds, pollSeconds } = this.#options.rules
    const slot = this.#dimensions.slotOf(segment)
    this.#holdings.open(slot)
    this.#uplinks.open(slot)
    this.#supplies.open(slot)
    for (let viewer = 0; viewer < viewers; viewer++) {
      const playAt = this.#playheads.playsAt(viewer, segment)
      const panicSeconds = selectPanicSeconds(this.#dimensions.pace, this.#random())
      const panicAt = Math.max(playAt - panicSeconds, this.#now + oneWaySeconds)
      this.#events.push(panicAt, kinds.PANIC, viewer, segment, Math.round(panicSeconds * 1000))
      this.#events.push(Math.max(playAt, this.#now + oneWaySeconds), kinds.PLAY, viewer, segment)
    }
    for (const [order, viewer] of [...this.#seeding.draw(this.#mostSeeders)].entries()) {
      const seenAt = this.#now + oneWaySeconds + 2 * pollSeconds * this.#random()
      const isSeeder = order < this.#seeding.countFor(this.#playheads.behindSeconds(viewer))
      if (isSeeder) this.#fetch(viewer, segment, seenAt)
    }
    if (segment + 1 < segments) this.#events.push(this.#dimensions.listedAt(segment + 1), kinds.LISTED, segment + 1)
  }

  /** Asks the origin for all that is missing and not arriving; peers are not asked any longer. */
  #fetch(viewer: number, segment: number, atSeconds: number): void {
    const bytes = this.#supplies.turnToOrigin(viewer, segment, this.#now)
    if (bytes === 0) return
    this.#outcome.fetched(segment, bytes)
    const comesAt =
      atSeconds + 2 * this.#options.rules.oneWaySeconds + (bytes * 8) / (this.#options.rules.originKbps * 1000)
    const isBoth = this.#supplies.isFromBoth(this.#dimensions.placeOf(viewer, segment))
    this.#events.push(comesAt, kinds.FROM_ORIGIN, viewer, segment, isBoth ? 1 : 0)
  }

  /** An answer is taken when it is whole. */
  #takeFromOrigin(viewer: number, segment: number, isBoth: boolean): void {
    const { pieces } = this.#dimensions
    const slot = this.#dimensions.slotOf(segment)
    const place = this.#dimensions.placeOf(viewer, segment)
    for (let piece = 0; piece < pieces; piece++) {
      if (isBoth && this.#supplies.isSpared(place, piece)) continue
      if (!this.#holdings.has(viewer, slot, piece)) this.#gain(viewer, segment, piece, false)
    }
  }

  #gain(viewer: number, segment: number, piece: number, isFromPeer: boolean): void {
    const slot = this.#dimensions.slotOf(segment)
    const isFirst = this.#holdings.add(viewer, slot, piece)
    if (isFromPeer) this.#outcome.gained(segment, this.#dimensions.bytesOf(piece))
    this.#options.trace?.gained({ viewer, segment, piece, isFromPeer })
    if (isFirst)
      this.#events.push(
        this.#now + this.#options.rules.announceSeconds,
        kinds.TELL,
        viewer,
        this.#holdings.wordCode(segment, piece),
      )
    if (this.#holdings.missing(viewer, slot) === 0) this.#complete(viewer, segment)
  }

  /** `gives` is told with the greeting: nobody hears of the pieces of a viewer that only receives. */
  #tell(viewer: number, wordCode: number): void {
    const segment = Math.floor(wordCode / this.#holdings.words)
    const bits = this.#holdings.takeUntold(viewer, this.#dimensions.slotOf(segment), wordCode % this.#holdings.words)
    if (!this.#uplinks.gives(viewer)) return
    this.#events.push(this.#now + this.#options.rules.oneWaySeconds, kinds.TOLD, viewer, wordCode, bits)
  }

  #hear(giver: number, wordCode: number, bits: number): void {
    const slot = this.#dimensions.slotOf(Math.floor(wordCode / this.#holdings.words))
    const word = wordCode % this.#holdings.words
    const { start, to, back } = this.#mesh
    const end = start[giver + 1] ?? 0
    for (let edge = start[giver] ?? 0; edge < end; edge++) {
      const theirs = back[edge] ?? 0
      if (this.#holdings.hear(theirs, to[edge] ?? 0, slot, word, bits))
        this.#lookSoon(to[edge] ?? 0, this.#options.rules.lookSeconds)
    }
  }

  #lookSoon(viewer: number, afterSeconds: number): void {
    if (this.#looks[viewer] === 1) return
    this.#looks[viewer] = 1
    this.#events.push(this.#now + afterSeconds, kinds.LOOK, viewer)
  }

  /** Asks the neighbours for what is missing, the oldest segment first. */
  #look(viewer: number): void {
    this.#looks[viewer] = 0
    const { publishSeconds, oneWaySeconds } = this.#options.rules
    const listed = Math.floor((this.#now - publishSeconds) / this.#options.segmentSeconds)
    const newest = Math.min(this.#dimensions.segments, listed) - 1
    for (let segment = Math.max(0, newest - this.#dimensions.ring + 2); segment <= newest; segment++) {
      const slot = this.#dimensions.slotOf(segment)
      if (this.#holdings.missing(viewer, slot) === 0) continue
      const about = { viewer, slot, nowSeconds: this.#now, leftMs: this.#leftMs(viewer, segment) }
      this.#requests.choose(about, (edge, piece) => {
        this.#askedAt[edge] = this.#now
        this.#events.push(this.#now + oneWaySeconds, kinds.ASKED, edge, this.#dimensions.code(segment, piece))
      })
    }
  }

  /** Until the viewer turns to the origin; without end where there is uplink to spare. */
  #leftMs(viewer: number, segment: number): number {
    if (!isUplinkScarce(this.#seeding.meanRatio)) return Number.POSITIVE_INFINITY
    const playAt = this.#playheads.playsAt(viewer, segment)
    return (playAt - selectPanicSeconds(this.#dimensions.pace, 0.5) * LAST_MOMENT_SHARE - this.#now) * 1000
  }

  #beAsked(edge: number, code: number): void {
    const giver = this.#mesh.to[edge] ?? 0
    if (!this.#uplinks.enqueue(giver, edge, code, this.#now)) {
      this.#events.push(this.#now + this.#options.rules.oneWaySeconds, kinds.REFUSED, edge, code)
    } else this.#pumpAt(giver, this.#now + this.#options.rules.gatherSeconds)
  }

  /** Hands pieces to the line for as long as it takes some. */
  #pump(giver: number): void {
    this.#pumps[giver] = 0
    while (this.#uplinks.roomAt(giver) <= this.#now) {
      if (!this.#uplinks.take(giver, this.#now)) return
      const { edge, code } = this.#uplinks
      const asker = this.#mesh.from[edge] ?? 0
      const segment = this.#dimensions.segmentOf(code)
      const piece = code % this.#dimensions.pieces
      const place = this.#dimensions.placeOf(asker, segment)
      if (!this.#supplies.isFromPeers(place)) {
        this.#requests.settle(edge, this.#now)
        continue
      }
      this.#options.trace?.sent({ giver, asker, segment, piece })
      const bytes = this.#dimensions.bytesOf(piece)
      const sentAt = this.#uplinks.start(edge, code, bytes / this.#options.rules.pieceBytes, this.#now)
      const bytesAfterFirst = Math.max(0, bytes - selectChunkBytes(this.#uplinks.kbpsOf(giver)))
      const firstComesAt = sentAt - this.#uplinks.secondsFor(giver, bytesAfterFirst) + this.#options.rules.oneWaySeconds
      this.#supplies.expect(place, piece, firstComesAt)
      this.#events.push(sentAt, kinds.SENT, edge, code)
    }
    this.#pumpAt(giver, this.#uplinks.roomAt(giver))
  }

  #pumpAt(giver: number, seconds: number): void {
    if (this.#pumps[giver] === 1) return
    this.#pumps[giver] = 1
    this.#events.push(seconds, kinds.PUMP, giver)
  }

  #finishSending(edge: number, code: number): void {
    this.#outcome.sent(this.#dimensions.segmentOf(code), this.#dimensions.bytesOf(code % this.#dimensions.pieces))
    this.#events.push(this.#now + this.#options.rules.oneWaySeconds, kinds.RECEIVED, edge, code)
  }

  #receive(edge: number, code: number): void {
    const asker = this.#mesh.from[edge] ?? 0
    const segment = this.#dimensions.segmentOf(code)
    const piece = code % this.#dimensions.pieces
    this.#requests.served(edge, this.#askedAt[edge] ?? 0, this.#now)
    const place = this.#dimensions.placeOf(asker, segment)
    const isSpared = this.#supplies.isFromBoth(place) && this.#supplies.isSpared(place, piece)
    // what was taken back is not listened to
    if (!this.#supplies.isFromPeers(place) && !isSpared) this.#outcome.wasted(segment, this.#dimensions.bytesOf(piece))
    else this.#gain(asker, segment, piece, true)
    this.#lookSoon(asker, this.#options.rules.lookSeconds)
  }

  #beRefused(edge: number, code: number): void {
    const asker = this.#mesh.from[edge] ?? 0
    const { refusalRestSeconds, refusalJitterSeconds } = this.#options.rules
    const restSeconds = refusalRestSeconds + refusalJitterSeconds * this.#random()
    this.#requests.refused(edge, this.#now, restSeconds)
    this.#events.push(this.#now + restSeconds, kinds.LOOK_AGAIN, asker)
    const slot = this.#dimensions.slotOf(this.#dimensions.segmentOf(code))
    this.#holdings.setAsked(asker, slot, code % this.#dimensions.pieces, false)
    this.#lookSoon(asker, this.#options.rules.lookSeconds)
  }

  /** What no peer has sent by now comes from the origin; what is arriving has until the last moment. */
  #panic(viewer: number, segment: number, panicSeconds: number): void {
    const place = this.#dimensions.placeOf(viewer, segment)
    const isWhole = this.#holdings.missing(viewer, this.#dimensions.slotOf(segment)) === 0
    if (isWhole || this.#supplies.isFromOrigin(place)) return
    this.#fetch(viewer, segment, this.#now)
    if (!this.#supplies.isFromBoth(place)) return
    this.#events.push(this.#now + panicSeconds * (1 - LAST_MOMENT_SHARE), kinds.PANIC, viewer, segment)
  }

  #play(viewer: number, segment: number): void {
    this.#outcome.played(segment, this.#now - segment * this.#options.segmentSeconds)
    if (this.#holdings.missing(viewer, this.#dimensions.slotOf(segment)) === 0) this.#playheads.goOn(viewer)
    else this.#playheads.stall(viewer, segment, this.#now)
  }

  #complete(viewer: number, segment: number): void {
    this.#outcome.completed(
      segment,
      this.#now - this.#dimensions.listedAt(segment),
      this.#supplies.isFromPeers(this.#dimensions.placeOf(viewer, segment)),
    )
    const stalledSeconds = this.#playheads.resume(viewer, segment, this.#now)
    if (stalledSeconds !== null) this.#outcome.stalled(segment, stalledSeconds)
  }
}
