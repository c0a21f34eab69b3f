/** Watches a copied source for key frames that are farther apart than a segment: then it has to be encoded after all. */

import { SEGMENT_TOLERANCE_SECONDS } from './ladder.ts'
import { isClosedKeyFrame, type MediaPacket, readVideoTag } from './media-packet.ts'

/** A publisher that pauses or leaves pictures out, or whose clock jumps, has said nothing about its key frames. */
const LONGEST_FRAME_MS = 1000

/** Is given every packet of a publication. */
export class KeyFrameWatch {
  readonly #limitMs: number
  #lastMs: number | null = null
  #sinceKeyFrameMs = 0
  #hasTold = false

  constructor(segmentSeconds: number) {
    this.#limitMs = 1000 * (segmentSeconds + SEGMENT_TOLERANCE_SECONDS)
  }

  /** True once: as soon as more than a segment has gone by since a key frame. */
  add({ kind, payload, timestampMs }: MediaPacket): boolean {
    const tag = kind === 'video' && !this.#hasTold ? readVideoTag(payload) : null
    if (tag?.part !== 'frame') return false
    const frameMs = this.#lastMs === null ? 0 : timestampMs - this.#lastMs
    this.#lastMs = timestampMs
    const isGap = frameMs < 0 || frameMs > LONGEST_FRAME_MS
    this.#sinceKeyFrameMs = isGap ? 0 : this.#sinceKeyFrameMs + frameMs
    this.#hasTold = this.#sinceKeyFrameMs > this.#limitMs
    if (isClosedKeyFrame(tag)) this.#sinceKeyFrameMs = 0
    return this.#hasTold
  }
}
