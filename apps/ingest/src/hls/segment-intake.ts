/** Puts one ffmpeg run's tracks together: a segment comes out when every rung has its pictures and the sound has got there. */

import type { TrackSink } from '../http/upload-listener.ts'

/** The run's own clock at its first video key frame, as the feeder sets it: room for earlier decoding times and sound. */
export const RUN_START_SECONDS = 10

/** One segment in one rung. */
export type RungPart = {
  init: Buffer
  bytes: Buffer
  /** The first so many bytes are the picture's fragments; the rest is sound. */
  videoBytes: number
}
/** One segment in every rung. */
export type SegmentSet = {
  parts: Map<string, RungPart>
  /** The run's own clock, RUN_START_SECONDS at the first key frame. The same in all rungs. */
  startSeconds: number
  durationSeconds: number
}

export type SegmentIntakeOptions = {
  /** Video rungs in the plan's order; the first is the reference. None: an audio-only broadcast. */
  rungs: readonly string[]
  hasAudio: boolean
  segmentSeconds: number
  /** Where the run clock's RUN_START_SECONDS is on the broadcast's timeline. */
  startSeconds: number
  onSegment(set: SegmentSet): void
  onPicture(jpeg: Buffer): void
  /** Called at most once; nothing follows it. */
  onBroken(reason: string): void
}

export class SegmentIntake {
  constructor(options: SegmentIntakeOptions) {
    void options
  }

  /** The sink of a track that ffmpeg was told to write: a rung's name, `audio` or `pictures`. */
  open(track: string): TrackSink | null {
    return track ? null : null
  }

  /** After the run's uploads have ended: gives out what is complete, as a last, short segment. */
  end(): void {}
}
