/** For tests: tracks as ffmpeg would upload them, made of nothing. */

import { buildBox, buildFullBox } from '../mp4/boxes.ts'
import { buildFragment } from '../mp4/fragment-writer.ts'
import { buildInit } from '../mp4/init.ts'
import { silentTrackInit } from '../mp4/silence.ts'
import type { TrackInit } from '../mp4/track-init.ts'

const KEY_FRAME = 0x02000000
const OTHER_FRAME = 0x01010000
const VIDEO_TIMESCALE = 90_000
const FRAME_RATE = 60
export const AUDIO_FRAME_SECONDS = 1024 / 48_000

/** A picture track without a sample description: nobody decodes it. */
const videoTrack: TrackInit = {
  kind: 'video',
  trackId: 1,
  timescale: VIDEO_TIMESCALE,
  defaults: { duration: 0, size: 0, flags: 0 },
  trak: Buffer.concat([
    buildFullBox('tkhd', 3, 0, 0, 1, 0, 0, ...Array.from({ length: 15 }, () => 0)),
    buildBox(
      'mdia',
      buildFullBox('mdhd', 0, 0, 0, VIDEO_TIMESCALE, 0, 0),
      buildBox('hdlr', Buffer.from(`\0\0\0\0\0\0\0\0vide${'\0'.repeat(13)}`)),
    ),
  ]),
}

export const videoInit: Buffer = buildInit([videoTrack])
export const audioInit: Buffer = buildInit([silentTrackInit()])

/**
 * One group of pictures: a key frame and what follows, each shown `offsetSeconds` after it is decoded. With a gap, the
 * first was decoded before it, as encoders with B-frames have it.
 */
export function buildGroup(
  startSeconds: number,
  seconds: number,
  { frameBytes = 10, hasKeyFrame = true, offsetSeconds = 0, gapSeconds = 0 } = {},
): Buffer {
  const ticks = (time: number) => Math.round(time * VIDEO_TIMESCALE)
  const samples = Array.from({ length: Math.round(seconds * FRAME_RATE) }, (_, i) => ({
    duration: ticks(1 / FRAME_RATE + (i === 0 ? gapSeconds : 0)),
    size: frameBytes,
    flags: i === 0 && hasKeyFrame ? KEY_FRAME : OTHER_FRAME,
    compositionOffset: ticks(offsetSeconds + (i === 0 ? gapSeconds : 0)),
  }))
  const bytes = samples.length * frameBytes
  const decodeTime = ticks(startSeconds)
  const media = [Buffer.alloc(bytes, 7)]
  return Buffer.concat(buildFragment({ trackId: 1, sequenceNumber: 1, decodeTime, samples, media, bytes }))
}

/** So many seconds of AAC, each frame a fragment of its own. */
export function buildSound(startSeconds: number, seconds: number, { frameBytes = 20 } = {}): Buffer {
  return Buffer.concat(
    Array.from({ length: Math.round(seconds / AUDIO_FRAME_SECONDS) }, (_, i) => {
      const decodeTime = Math.round(startSeconds * 48_000) + 1024 * i
      const samples = [{ duration: 1024, size: frameBytes, flags: KEY_FRAME, compositionOffset: 0 }]
      const fragment = { decodeTime, samples, media: [Buffer.alloc(frameBytes, 9)], bytes: frameBytes }
      return Buffer.concat(buildFragment({ ...fragment, trackId: 2, sequenceNumber: 1 }))
    }),
  )
}
