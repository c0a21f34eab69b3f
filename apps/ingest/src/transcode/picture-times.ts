/** Says when each preview picture is from: they come out of ffmpeg without their times. Pure. */

import { LEAST_PICTURE_SECONDS } from './ffmpeg-arguments.ts'
import { isKeyFrame, type MediaPacket } from './media-packet.ts'

export class PictureTimes {
  readonly #isOfKeyFrames: boolean
  readonly #startMs: number
  /** Key frames that ffmpeg will make a picture of, as its filter chooses them. */
  #dueMs: number[] = []
  #lastDueMs: number | null = null
  #isFirst = true

  /** Where nothing else is decoded, pictures are made of key frames. `startMs` is when the first picture is to be shown. */
  constructor(startMs: number, { isOfKeyFrames }: { isOfKeyFrames: boolean }) {
    this.#startMs = startMs
    this.#isOfKeyFrames = isOfKeyFrames
  }

  noteFed(packet: MediaPacket, shownMs: number): void {
    if (!this.#isOfKeyFrames || !isKeyFrame(packet)) return
    if (this.#lastDueMs !== null && shownMs - this.#lastDueMs < LEAST_PICTURE_SECONDS * 1000) return
    this.#lastDueMs = shownMs
    this.#dueMs.push(shownMs)
  }

  /** For the next picture: exact for key frames; of others, what ffmpeg has taken by now, half a second late at most. */
  next(takenMs: number): number {
    const knownMs = this.#isFirst ? this.#startMs : takenMs
    this.#isFirst = false
    return this.#dueMs.shift() ?? knownMs
  }
}
