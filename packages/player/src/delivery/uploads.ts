/** Sends pieces to peers, one after the other at the full speed of the uplink where one link carries it, from a queue that is kept short. */

import { PIECE_BYTES } from '@shoal/protocol/pieces'
import { selectBufferedBytes, selectChunkBytes } from '../swarm/upload-buffer.ts'
import { canWait, compareRequests, MOST_OF_ONE_ASKER, selectDisplaced } from '../swarm/upload-order.ts'
import type { Peer } from './peer.ts'
import { UplinkMeter } from './uplink-meter.ts'
import { UploadChannels } from './upload-channels.ts'
import { UploadWidth } from './upload-width.ts'

const POLL_MS = 12
/** Until the uplink is measured. */
const USUAL_KBPS = 1000
/** What is asked for at the same time is put in order before the first is sent. */
const GATHER_MS = 6
/** What a limited line may make up for of the time in which it sent nothing. */
const BURST_MS = 200

/** Most that is given: a rate, and a sum since the start; null is no limit. */
export type UploadLimits = { kbps: number | null; bytes: number | null }

export type UploadRequest = { peer: Peer; key: string; piece: number; askedAtMs: number }
type Upload = UploadRequest & { bytes: Uint8Array<ArrayBuffer>; sent: number }
export type UploadsOptions = {
  /** The piece's bytes as long as they are held. */
  bytesOf: (key: string, piece: number) => Uint8Array<ArrayBuffer> | null
  isRider: (peer: Peer) => boolean
  isUrgent: (key: string) => boolean
  onUploaded: (bytes: number) => void
  /** Limits of the viewer or the operator; null is none. */
  limitKbps: number | null
  limitBytes: number | null
  nowMs: () => number
}

export class Uploads {
  readonly #meter = new UplinkMeter()
  readonly #width = new UploadWidth()
  readonly #options: UploadsOptions
  readonly #waiting: UploadRequest[] = []
  readonly #timesSent = new Map<string, number>()
  readonly #channels = new UploadChannels()
  /** To different peers. */
  readonly #active: Upload[] = []
  #pumped = { atMs: Number.NEGATIVE_INFINITY, bufferedBytes: 0, links: 0 }
  #limits: UploadLimits
  #timer: ReturnType<typeof setTimeout> | undefined
  #sentBytes = 0
  #tokens = 0
  #tokensAtMs: number

  constructor(options: UploadsOptions) {
    this.#options = options
    this.#limits = { kbps: options.limitKbps, bytes: options.limitBytes }
    this.#tokensAtMs = options.nowMs()
  }

  /** The viewer's limit for this session is used up. */
  get isSpent(): boolean {
    return this.#leftBytes <= 0
  }

  /** Whole ones: 1.1 megabytes are a fraction more than 1,100,000 bytes to a computer. */
  get #leftBytes(): number {
    return Math.floor(this.#limits.bytes ?? Number.POSITIVE_INFINITY) - this.#sentBytes
  }

  setLimits(limits: UploadLimits): void {
    this.#limits = limits
  }

  /** Of the uplink, kilobits a second; null before. */
  get measuredKbps(): number | null {
    const { kbps } = this.#meter
    return kbps && Math.max(kbps, this.#width.kbps ?? 0)
  }

  get kbps(): number {
    return Math.min(this.measuredKbps ?? USUAL_KBPS, this.#limits.kbps ?? Number.POSITIVE_INFINITY)
  }

  /** False when it would have to wait too long, is here already, or one more than its peer may have. */
  take(request: UploadRequest): boolean {
    const { peer, key, piece } = request
    if (this.#channels.isStuck(peer)) return false
    const own = this.#taken().filter((one) => one.peer === peer)
    if (own.length >= MOST_OF_ONE_ASKER || own.some(isRequestFor(peer, key, piece))) return false
    const isRider = this.#options.isRider(peer)
    if (!this.#hasRoom(isRider, own.length) && (isRider || !this.#makeRoom(own.length))) return false
    this.#waiting.push(request)
    this.#timer ??= setTimeout(() => this.#pump(), GATHER_MS)
    return true
  }

  #taken(): UploadRequest[] {
    return [...this.#active, ...this.#waiting]
  }

  /** Of a peer that has `own` requests here: they go by its one link. */
  #hasRoom(isRider: boolean, own: number): boolean {
    const waiting = this.#waiting.length + this.#active.length / 2
    const pieces = Math.max(waiting, (own - 0.5) * this.#width.links)
    return canWait({ waiting: this.#taken().length, waitMs: (pieces * PIECE_BYTES * 8) / this.kbps, isRider })
  }

  /** The newest request of whoever has most gives way to an asker who has `own`. */
  #makeRoom(own: number): boolean {
    const counts = new Map<Peer, number>()
    for (const { peer } of this.#taken()) counts.set(peer, (counts.get(peer) ?? 0) + 1)
    const peer = selectDisplaced(counts, own)
    const request = this.#waiting.findLast((one) => one.peer === peer)
    if (!request) return false
    this.#waiting.splice(this.#waiting.indexOf(request), 1)
    refuseAsBusy(request)
    return true
  }

  cancel(peer: Peer, key: string, piece: number): void {
    const isIt = isRequestFor(peer, key, piece)
    for (const list of [this.#waiting, this.#active]) {
      const at = list.findIndex(isIt)
      if (at >= 0) list.splice(at, 1)
    }
    this.#pump()
  }

  /** Everything that this peer asked for. */
  forget(peer: Peer): void {
    this.#drop(peer)
    this.#channels.forget(peer)
    this.#pump()
  }

  #drop(peer: Peer): UploadRequest[] {
    const dropped = this.#taken().filter((one) => one.peer === peer)
    for (const list of [this.#waiting, this.#active]) {
      for (let at = list.length - 1; at >= 0; at--) if (list[at]?.peer === peer) list.splice(at, 1)
    }
    return dropped
  }

  /** What waits is given back, to be refused. */
  clear(): UploadRequest[] {
    const dropped = this.#taken()
    this.#waiting.length = 0
    this.#active.length = 0
    clearTimeout(this.#timer)
    this.#timer = undefined
    return dropped
  }

  /** A segment left the store. */
  forgetSegment(key: string): void {
    for (const name of this.#timesSent.keys()) if (name.startsWith(`${key}|`)) this.#timesSent.delete(name)
  }

  #pump(): void {
    const nowMs = this.#options.nowMs()
    const most = selectBufferedBytes(this.kbps)
    const share = most / this.#width.links
    const { bufferedBytes, sharedBytes, links, isMoving } = this.#look(share, nowMs)
    this.#learnWidth(bufferedBytes, links, nowMs)
    const sentBytes = this.#send(most - sharedBytes, share, nowMs)
    const isIdle = this.#active.length === 0 && this.#waiting.length === 0
    // while nothing leaves, the line may be fine and a peer gone: what it is worth is seen when something does
    if (isMoving) this.#meter.look({ bufferedBytes: bufferedBytes + sentBytes, isIdle, nowMs })
    this.#pumped = { atMs: nowMs, bufferedBytes: bufferedBytes + sentBytes, links: this.#channels.count }
    clearTimeout(this.#timer)
    const isDone = isIdle && bufferedBytes + sentBytes === 0
    this.#timer = isDone ? undefined : setTimeout(() => this.#pump(), POLL_MS)
  }

  #learnWidth(bufferedBytes: number, links: number, nowMs: number): void {
    if (Math.min(links, this.#pumped.links) < this.#width.links) return
    const leftBytes = Math.max(0, this.#pumped.bufferedBytes - bufferedBytes)
    this.#width.left(leftBytes, { ms: nowMs - this.#pumped.atMs, nowMs })
  }

  /** Sends up to `room` bytes, and no more than `share` into a channel that has as much in it; says how many. */
  #send(room: number, share: number, nowMs: number): number {
    const chunkBytes = selectChunkBytes(this.kbps)
    let sentBytes = 0
    while (sentBytes < room) {
      const upload = this.#emptiest(share)
      if (!upload) break
      const most = Math.min(chunkBytes, this.#leftBytes)
      if (most <= 0) break // what waits is given back as soon as its peers have been told
      const bytes = upload.bytes.subarray(upload.sent, upload.sent + most)
      if (!this.#spend(bytes.length, nowMs)) break
      upload.peer.send({ kind: 'data', key: upload.key, piece: upload.piece, offset: upload.sent, bytes })
      this.#sent(upload, bytes.length, nowMs)
      sentBytes += bytes.length
    }
    return sentBytes
  }

  #sent(upload: Upload, bytes: number, nowMs: number): void {
    const { peer, key, piece } = upload
    upload.sent += bytes
    this.#channels.wroteTo(peer, nowMs)
    peer.sentBytes += bytes
    peer.givenBytes += bytes
    this.#sentBytes += bytes
    this.#meter.wrote(bytes, nowMs)
    this.#options.onUploaded(bytes)
    if (upload.sent < upload.bytes.length) return
    const name = `${key}|${piece}`
    this.#timesSent.set(name, (this.#timesSent.get(name) ?? 0) + 1)
    peer.served.set(key, (peer.served.get(key) ?? 0) + 1)
    this.#active.splice(this.#active.indexOf(upload), 1)
  }

  /** Of those that are sent, whose channel has least in it, and less than its share. */
  #emptiest(share: number): Upload | undefined {
    this.#fill()
    const bytesOf = ({ peer }: Upload) => this.#channels.bytesOf(peer)
    const [emptiest] = this.#active.toSorted((a, b) => bytesOf(a) - bytesOf(b))
    return emptiest && (this.#width.links === 1 || bytesOf(emptiest) < share) ? emptiest : undefined
  }

  /** Takes requests until something is sent to as many peers as it is sent to at once. */
  #fill(): void {
    while (this.#active.length < this.#width.links) {
      const next = this.#first()
      if (!next) return
      this.#waiting.splice(this.#waiting.indexOf(next), 1)
      const bytes = this.#options.bytesOf(next.key, next.piece)
      if (bytes) this.#active.push({ ...next, bytes, sent: 0 })
      else next.peer.send({ kind: 'refuse', key: next.key, piece: next.piece, reason: 'absent' })
    }
  }

  #first(): UploadRequest | undefined {
    const nowMs = this.#options.nowMs()
    const isSentTo = (peer: Peer) => this.#active.some((one) => one.peer === peer)
    const ranked = this.#waiting.flatMap((request) =>
      isSentTo(request.peer)
        ? []
        : {
            request,
            isRider: this.#options.isRider(request.peer),
            isUrgent: this.#options.isUrgent(request.key),
            timesSent: this.#timesSent.get(`${request.key}|${request.piece}`) ?? 0,
            timesServed: request.peer.served.get(request.key) ?? 0,
            uplinkKbps: request.peer.creditedKbps,
            waitedMs: nowMs - request.askedAtMs,
          },
    )
    return ranked.sort(compareRequests)[0]?.request
  }

  /** What waits in a stuck channel is neither ahead of others' pieces nor a word about the uplink. */
  #look(share: number, nowMs: number) {
    const { stuck, freed, ...seen } = this.#channels.look(share, nowMs)
    for (const { bytes } of freed) this.#meter.wrote(bytes, nowMs)
    for (const { peer, bytes, movedAtMs } of stuck) {
      // as if it had gone as fast as all before it, so that the meter stays where it was
      const goneAtMs = movedAtMs + (bytes * 8) / this.kbps
      this.#meter.look({ bufferedBytes: 0, isIdle: true, nowMs: Math.min(nowMs, goneAtMs) })
      for (const request of this.#drop(peer)) refuseAsBusy(request)
    }
    return seen
  }

  /** A token bucket, where there is a limit. */
  #spend(bytes: number, nowMs: number): boolean {
    const { kbps } = this.#limits
    if (kbps === null) return true
    const perMs = kbps / 8
    this.#tokens = Math.min(Math.max(bytes, perMs * BURST_MS), this.#tokens + (nowMs - this.#tokensAtMs) * perMs)
    this.#tokensAtMs = nowMs
    if (this.#tokens < bytes) return false
    this.#tokens -= bytes
    return true
  }
}

function isRequestFor(peer: Peer, key: string, piece: number): (one: UploadRequest) => boolean {
  return (one) => one.peer === peer && one.key === key && one.piece === piece
}

function refuseAsBusy({ peer, key, piece }: UploadRequest): void {
  peer.send({ kind: 'refuse', key, piece, reason: 'busy' })
}
