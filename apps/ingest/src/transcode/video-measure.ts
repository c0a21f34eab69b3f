/** Measures what nobody can be trusted to announce: frame rate, bit rate, key-frame distance, B-frames. */

import { isClosedKeyFrame, type MediaPacket, type VideoTag } from './media-packet.ts'

/** Frames and media time that a measurement needs to be worth something. */
const MEASURED_FRAMES = 10
const MEASURED_MS = 1000
/** An announced rate this close to the measured one is the more exact of the two: timestamps are whole milliseconds. */
const TRUSTED = 0.01

export class VideoMeasure {
  #frames = 0
  #bytes = 0
  #firstMs = 0
  #lastMs = 0
  #keyFrameMs: number | null = null
  #keyFrameSeconds: number | null = null
  #hasOffsets = false

  add({ timestampMs, payload }: MediaPacket, tag: VideoTag): void {
    if (tag.part !== 'frame') return
    if (this.#frames === 0) this.#firstMs = timestampMs
    this.#frames += 1
    this.#bytes += payload.length
    this.#lastMs = timestampMs
    this.#hasOffsets ||= tag.compositionMs !== 0
    if (!isClosedKeyFrame(tag)) return
    if (this.#keyFrameMs !== null) {
      this.#keyFrameSeconds = Math.max(this.#keyFrameSeconds ?? 0, (timestampMs - this.#keyFrameMs) / 1000)
    }
    this.#keyFrameMs = timestampMs
  }

  get isMeasured(): boolean {
    return this.#frames >= MEASURED_FRAMES && this.#elapsedMs >= MEASURED_MS
  }

  get bFrames(): boolean | null {
    return this.#hasOffsets || (this.#frames >= MEASURED_FRAMES ? false : null)
  }

  get keyFrameSeconds(): number | null {
    return this.#keyFrameSeconds
  }

  get bitrateKbps(): number | null {
    return this.isMeasured ? Math.round((this.#bytes * 8) / this.#elapsedMs) : null
  }

  /** Frames a second; null when nobody announced them and too few were seen. */
  frameRate(announced: number | undefined): number | null {
    const isEnough = this.isMeasured || (announced === undefined && this.#frames >= MEASURED_FRAMES)
    if (!isEnough || this.#elapsedMs <= 0) return announced ?? null
    const measured = ((this.#frames - 1) * 1000) / this.#elapsedMs
    return [announced, Math.round(measured)].find((rate) => rate && Math.abs(measured / rate - 1) < TRUSTED) ?? measured
  }

  get #elapsedMs(): number {
    return this.#lastMs - this.#firstMs
  }
}
