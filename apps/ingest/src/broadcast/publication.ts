/** One publisher's stay in a broadcast: finds out what it sends, then keeps an encoder fed with it. */

import { type SourceMeasure, SourceMeter } from '../health/source-meter.ts'
import type { Refusal } from '../publish/refusal.ts'
import { readMetadata } from '../publish/rtmp-protocol.ts'
import type { Encoder } from '../transcode/encoder.ts'
import type { FfmpegDecodes } from '../transcode/ffmpeg-decodes.ts'
import { KeyFrameWatch } from '../transcode/key-frame-watch.ts'
import { isSequenceHeader, type MediaPacket } from '../transcode/media-packet.ts'
import { PacketBacklog } from '../transcode/packet-backlog.ts'
import { announcesOtherPicture, type Source, type SourceFinding, SourceProbe } from '../transcode/source.ts'
import { SourceClock } from '../transcode/source-clock.ts'
import { StillPicture } from '../transcode/still-picture.ts'

/** The publisher's connection, as a broadcast sees it. */
export type Publisher = {
  readonly keyId: string
  disconnect(refusal: Refusal, detail?: string): void
}

export type PublicationOptions = {
  publisher: Publisher
  segmentSeconds: number
  ffmpegDecodes: FfmpegDecodes
  /** Resolves when the publisher before this one has left nothing running. */
  ready: Promise<void>
  startEncoder(source: Source, backlog: PacketBacklog): Encoder
  onUnsupported(detail: string): void
  /** Key frames have proved farther apart than a segment. */
  onKeyFramesFar(): void
}

/** A publisher that names a track in its metadata sends the track's header with its first packets. */
const PROBE_MS = 1500

export class Publication {
  readonly publisher: Publisher
  /** Between the publisher's clock and ours. */
  readonly clock = new SourceClock()
  readonly sinceMs = Date.now()
  readonly #meter = new SourceMeter()
  readonly #options: PublicationOptions
  readonly #still = new StillPicture()
  readonly #backlog = new PacketBacklog()
  #probe: SourceProbe
  readonly #keyFrames: KeyFrameWatch
  #probing: NodeJS.Timeout | undefined
  #source: Source | null = null
  #encoder: Encoder | null = null
  #starting: Promise<void> = Promise.resolve()
  #hasLeft = false
  #lastPacketAtMs = Date.now()

  constructor(options: PublicationOptions) {
    this.#options = options
    this.publisher = options.publisher
    this.#probe = new SourceProbe(readMetadata, options.ffmpegDecodes)
    this.#keyFrames = new KeyFrameWatch(options.segmentSeconds)
  }

  get silentMs(): number {
    return Date.now() - this.#lastPacketAtMs
  }

  /** As far as it is known. */
  get source(): Source | null {
    return this.#source
  }

  measure(nowMs: number): SourceMeasure {
    return this.#meter.read(nowMs)
  }

  receive(packet: MediaPacket): void {
    if (this.#hasLeft) return
    this.#meter.add(packet)
    this.#lastPacketAtMs = packet.arrivedAtMs
    if (packet.kind !== 'script') this.clock.observe(packet.timestampMs, packet.arrivedAtMs)
    const wanted = this.#still.replace(packet)
    for (const one of wanted) this.#backlog.add(one)
    if (this.#keyFrames.add(packet)) this.#options.onKeyFramesFar()
    if (this.#source && announcesOtherPicture(packet, this.#source)) this.#startOver()
    if (!this.#source) {
      this.#probing ??= setTimeout(() => this.#act(this.#probe.settle()), PROBE_MS)
      this.#act(this.#probe.add(packet))
      return
    }
    if (this.#isOfNewTrack(this.#source, packet)) {
      this.#probe.add(packet)
      this.#act(this.#probe.settle())
    }
    for (const one of wanted) this.#encoder?.write(one)
  }

  /** Starts another encoder in the place of the one that runs: the ladder is planned anew. */
  replan(): void {
    if (this.#source && !this.#hasLeft) this.#starting = this.#replaceEncoder(this.#source, this.#starting)
  }

  /** Resolves when nothing of it runs any more. */
  async leave(graceMs?: number): Promise<void> {
    this.#hasLeft = true
    clearTimeout(this.#probing)
    await this.#starting
    await this.#encoder?.stop(graceMs)
  }

  #act(finding: SourceFinding): void {
    if (finding.kind === 'pending' || this.#hasLeft) return
    clearTimeout(this.#probing)
    if (finding.kind === 'unsupported') this.#options.onUnsupported(finding.detail)
    else {
      const isNew = JSON.stringify(this.#source) !== JSON.stringify(finding.source)
      this.#source = finding.source
      if (isNew) this.#starting = this.#replaceEncoder(finding.source, this.#starting)
    }
  }

  async #replaceEncoder(source: Source, before: Promise<void>): Promise<void> {
    await before
    await this.#options.ready
    const old = this.#encoder
    this.#encoder = null
    await old?.discard()
    if (!this.#hasLeft) this.#encoder = this.#options.startEncoder(source, this.#backlog)
  }

  /** What comes now is found out about as on a new connection. The encoder gives out what it has. */
  #startOver(): void {
    this.#source = null
    this.#probing = undefined
    this.#probe = new SourceProbe(readMetadata, this.#options.ffmpegDecodes)
    for (const header of this.#backlog.headers) this.#probe.add(header)
    this.#starting = this.#finishEncoder(this.#starting)
  }

  async #finishEncoder(before: Promise<void>): Promise<void> {
    await before
    const old = this.#encoder
    this.#encoder = null
    await old?.stop()
  }

  #isOfNewTrack(source: Source, packet: MediaPacket): boolean {
    if (packet.kind === 'audio') return source.audio === null
    return source.video === null && isSequenceHeader(packet)
  }
}
