/** What a new encoder needs to go on where the last one left off: the headers, and all that is in no segment yet. */

import { isKeyFrame, isSequenceHeader, type MediaPacket } from './media-packet.ts'
import { addMs, elapsedMs, presentationMs } from './source-time.ts'

const LIMITS = { bytes: 50_331_648, seconds: 12 }
/** Several times what 12 s of any real source have. Many more are an attack: each costs memory and time beside its bytes. */
const MOST_PACKETS = 20_000
const FORWARD_JUMP_MS = 10_000
const BACKWARD_JUMP_MS = 1000
/** Sound that publishers send before the picture that it belongs to, and what an audio decoder wants to warm up. */
export const LATE_SOUND_MS = 250
/** A segment's end is known to a fraction of a millisecond. */
export const BOUNDARY_TOLERANCE_MS = 2

type Track = 'audio' | 'video'

export class PacketBacklog {
  readonly #limits: { bytes: number; seconds: number }
  #headers: { audio?: MediaPacket; video?: MediaPacket } = {}
  #packets: MediaPacket[] = []
  #bytes = 0
  /** Those among the packets, in their order. */
  #keyFrames: MediaPacket[] = []
  #isWaitingForKeyFrame = true
  /** The last timestamp of each track, and of any. */
  #lastMs: { audio?: number; video?: number; any?: number } = {}
  #era = 0
  #resumeAtMs: number | null = null

  constructor(limits = LIMITS) {
    this.#limits = limits
  }

  get headers(): MediaPacket[] {
    return [this.#headers.video, this.#headers.audio].filter((packet) => packet !== undefined)
  }

  /** In the order of their arrival. Of the picture, from a key frame on; headers left out. */
  get packets(): readonly MediaPacket[] {
    return this.#packets
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Goes up when the publisher's clock jumps or a header changes: what came before is of no use to a new encoder. */
  get era(): number {
    return this.#era
  }

  /** Where the last segment ended, on the publisher's clock; null when none has in this era. */
  get resumeAtMs(): number | null {
    return this.#resumeAtMs
  }

  add(packet: MediaPacket): void {
    if (packet.kind === 'script') return
    const { kind } = packet
    if (isSequenceHeader(packet)) {
      const old = this.#headers[kind]
      this.#headers[kind] = packet
      if (old && !old.payload.equals(packet.payload)) this.#startEra()
      return
    }
    if (this.#isJump(kind, packet.timestampMs)) this.#startEra()
    this.#lastMs[kind] = this.#lastMs.any = packet.timestampMs
    const isKey = isKeyFrame(packet)
    if (isKey) {
      this.#isWaitingForKeyFrame = false
      this.#keyFrames.push(packet)
    } else if (kind === 'video' && this.#isWaitingForKeyFrame) return
    this.#packets.push(packet)
    this.#bytes += packet.payload.length
    this.#bound(packet, isKey)
  }

  /** All that is before `sourceTimeMs` has been given out as segments. */
  acknowledge(sourceTimeMs: number): void {
    this.#resumeAtMs = sourceTimeMs
    const isGivenOut = (timeMs: number) => elapsedMs(timeMs, sourceTimeMs) >= -BOUNDARY_TOLERANCE_MS
    const keep =
      this.#keyFrames.length > 0
        ? this.#keyFrames.findLast((packet) => isGivenOut(presentationMs(packet)))
        : this.#packets.find(({ timestampMs }) => !isGivenOut(addMs(timestampMs, LATE_SOUND_MS)))
    if (keep) this.#dropBefore(keep)
  }

  /** For an encoder that can't keep up with what is here, or that dies of it. */
  skipToNextKeyFrame(): void {
    this.#packets = []
    this.#bytes = 0
    this.#keyFrames = []
    this.#isWaitingForKeyFrame = true
  }

  #startEra(): void {
    this.#era += 1
    this.#resumeAtMs = null
    this.#lastMs = {}
    this.skipToNextKeyFrame()
  }

  #isJump(kind: Track, timestampMs: number): boolean {
    const { [kind]: lastOfTrack, any } = this.#lastMs
    if (any !== undefined && elapsedMs(any, timestampMs) > FORWARD_JUMP_MS) return true
    return lastOfTrack !== undefined && elapsedMs(lastOfTrack, timestampMs) < -BACKWARD_JUMP_MS
  }

  /** The oldest group of pictures goes first; the only one goes when it is too large, and the next is waited for. */
  #bound(newest: MediaPacket, isKey: boolean): void {
    const { seconds, bytes } = this.#limits
    if (this.#packets.length > MOST_PACKETS) this.skipToNextKeyFrame()
    const isSound = this.#keyFrames.length === 0
    while (this.#bytes > bytes || ((isKey || isSound) && this.#seconds(newest) > seconds)) {
      const second = isSound ? this.#packets[1] : this.#keyFrames[1]
      if (second) this.#dropBefore(second)
      else {
        if (this.#bytes > bytes) this.skipToNextKeyFrame()
        return
      }
    }
  }

  #seconds(newest: MediaPacket): number {
    const oldest = this.#keyFrames[0] ?? this.#packets[0]
    return oldest ? elapsedMs(oldest.timestampMs, newest.timestampMs) / 1000 : 0
  }

  /** But not the sound that belongs to it. */
  #dropBefore(first: MediaPacket): void {
    const index = this.#packets.indexOf(first)
    if (index <= 0) return
    const isLate = ({ kind, timestampMs }: MediaPacket) =>
      kind === 'audio' && elapsedMs(addMs(presentationMs(first), -LATE_SOUND_MS), timestampMs) >= 0
    const late = first.kind === 'video' ? this.#packets.slice(0, index).filter(isLate) : []
    this.#packets = [...late, ...this.#packets.slice(index)]
    this.#bytes = this.#packets.reduce((sum, { payload }) => sum + payload.length, 0)
    if (first.kind === 'video') this.#keyFrames = this.#keyFrames.slice(this.#keyFrames.indexOf(first))
  }
}
