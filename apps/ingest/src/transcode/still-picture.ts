/** Stands in for a picture that has stopped while the sound goes on: its last key frame, again and again. Pure. */

import { isClosedKeyFrame, isSequenceHeader, type MediaPacket, readVideoTag } from './media-packet.ts'
import { addMs, elapsedMs } from './source-time.ts'

/** Sound with no picture, before one is stood in for. A bad line leaves pictures out for as long as a key frame's distance. */
const PATIENCE_MS = 3000
/** Close enough that segments are cut as ever, and that an encoder's few pictures of delay make no segment late. */
const EVERY_MS = 500
/** Sound that steps by more is another clock. */
const LONGEST_STEP_MS = 1000
/** Who has sent one key frame alone may never send another: pictures after a still one would be lost. */
const LEAST_KEY_FRAMES = 2

/** Is given every packet of a publication, in order. */
export class StillPicture {
  #header: Buffer | null = null
  #keyFrame: MediaPacket | null = null
  #keyFrames = 0
  /** The publisher's clock at the last picture, and sound that has come since. */
  #lastPictureMs = 0
  #quietMs = 0
  #lastSoundMs: number | null = null
  /** How much of the quiet has a picture; 0 while the publisher's own come. */
  #filledMs = 0

  /** What to encode in the packet's place: nothing for a picture that builds on others than the still one. */
  replace(packet: MediaPacket): MediaPacket[] {
    // A header may have any time.
    if (packet.kind === 'audio') return isSequenceHeader(packet) ? [packet] : [...this.#hear(packet), packet]
    return packet.kind === 'script' || this.#see(packet) ? [packet] : []
  }

  #see(packet: MediaPacket): boolean {
    const tag = readVideoTag(packet.payload)
    if (isSequenceHeader(packet)) this.#begin(packet.payload)
    if (tag?.part !== 'frame') return true
    const isKey = isClosedKeyFrame(tag)
    const isAfterStill = elapsedMs(addMs(this.#lastPictureMs, this.#filledMs), packet.timestampMs) > 0
    if (this.#filledMs > 0 && !(isKey && isAfterStill)) return false
    if (isKey) {
      this.#keyFrame = packet
      this.#keyFrames += 1
    }
    this.#lastPictureMs = packet.timestampMs
    this.#quietMs = 0
    this.#filledMs = 0
    return true
  }

  #hear({ timestampMs, arrivedAtMs }: MediaPacket): MediaPacket[] {
    const stepMs = this.#lastSoundMs === null ? 0 : elapsedMs(this.#lastSoundMs, timestampMs)
    this.#lastSoundMs = timestampMs
    if (Math.abs(stepMs) > LONGEST_STEP_MS) this.#forget()
    else this.#quietMs += stepMs
    const keyFrame = this.#keyFrame
    if (!keyFrame || this.#keyFrames < LEAST_KEY_FRAMES || this.#quietMs < PATIENCE_MS) return []
    const stills: MediaPacket[] = []
    while (this.#filledMs + EVERY_MS <= this.#quietMs) {
      this.#filledMs += EVERY_MS
      stills.push({ ...keyFrame, timestampMs: addMs(this.#lastPictureMs, this.#filledMs), arrivedAtMs })
    }
    return stills
  }

  /** Some send their header with each key frame. After another one the old picture cannot be decoded. */
  #begin(header: Buffer): void {
    if (this.#header && !this.#header.equals(header)) this.#forget()
    this.#header = header
  }

  /** On another clock no picture is older than the next. */
  #forget(): void {
    this.#keyFrame = null
    this.#keyFrames = 0
    this.#quietMs = 0
    this.#filledMs = 0
  }
}
