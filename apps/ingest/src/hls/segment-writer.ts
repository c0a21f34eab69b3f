/** Writes segments: `[styp]`, the picture's fragments, then one of sound, all with times on the broadcast's timeline. */

import { BrokenMediaError } from '../mp4/boxes.ts'
import { decodeFromKeyFrame } from '../mp4/decode-times.ts'
import type { Fragment } from '../mp4/fragment.ts'
import { buildFragment, segmentType } from '../mp4/fragment-writer.ts'
import { buildInit, TRACK_IDS } from '../mp4/init.ts'
import type { TrackInit } from '../mp4/track-init.ts'
import { AUDIO_RUNG } from '../transcode/ladder.ts'
import type { PictureGroup } from './picture-track.ts'
import type { RungPart } from './segment-intake.ts'

export type SegmentContents = {
  /** Of the run's clock. */
  startSeconds: number
  pictures: readonly { name: string; init: TrackInit | null; groups: readonly PictureGroup[] }[]
  sound: Fragment | null
  soundInit: TrackInit | null
}

export class SegmentWriter {
  readonly #offsetSeconds: number
  readonly #inits = new Map<string, Buffer>()

  /** @param offsetSeconds from the run's clock to the broadcast's timeline */
  constructor(offsetSeconds: number) {
    this.#offsetSeconds = offsetSeconds
  }

  write({ startSeconds, pictures, sound, soundInit }: SegmentContents): Map<string, RungPart> {
    // Milliseconds of media, and one more for each fragment: numbers rise through a whole broadcast, whatever restarts.
    const firstNumber = Math.floor(1000 * (startSeconds + this.#offsetSeconds))
    const soundNumber = firstNumber + Math.max(0, ...pictures.map(({ groups }) => groups.length))
    const soundPieces = sound && soundInit ? this.#retime(sound, soundInit, soundNumber) : []
    const parts = new Map<string, RungPart>()
    for (const { name, init, groups } of pictures) {
      if (!init) throw new BrokenMediaError('pictures before their beginning')
      const video = [segmentType, ...groups.flatMap(({ fragment }, i) => this.#retime(fragment, init, firstNumber + i))]
      parts.set(name, {
        init: this.#initOf(name, soundInit ? [init, soundInit] : [init]),
        bytes: Buffer.concat([...video, ...soundPieces]),
        videoBytes: video.reduce((sum, piece) => sum + piece.length, 0),
      })
    }
    if (soundInit) {
      const bytes = Buffer.concat([segmentType, ...soundPieces])
      parts.set(AUDIO_RUNG, { init: this.#initOf(AUDIO_RUNG, [soundInit]), bytes, videoBytes: 0 })
    }
    return parts
  }

  #retime(fragment: Fragment, { kind, timescale }: TrackInit, number: number): Buffer[] {
    const own = decodeFromKeyFrame(fragment)
    const decodeTime = own.decodeTime + Math.round(this.#offsetSeconds * timescale)
    if (decodeTime < 0 || !Number.isSafeInteger(decodeTime)) throw new BrokenMediaError('a time out of range')
    return buildFragment({ ...own, decodeTime, trackId: TRACK_IDS[kind], sequenceNumber: number % 2 ** 32 })
  }

  /** The same object for a whole run, so that its hash need not be computed again. */
  #initOf(name: string, tracks: readonly TrackInit[]): Buffer {
    const init = this.#inits.get(name) ?? buildInit(tracks)
    this.#inits.set(name, init)
    return init
  }
}
