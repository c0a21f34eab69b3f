/** The broadcast that the benches of ingest bring in: one rung, segments of half a megabyte. */

import { randomBytes } from 'node:crypto'
import { buildLivePath } from '@shoal/protocol/hls-path'

export const BROADCAST_ID = 'abcdefghij0123456789'
export const RUNG = '720p'
export const SEGMENT_SECONDS = 2
export const SEGMENT_BYTES = 500_000
export const VARIANT = {
  ...{ name: RUNG, bandwidth: 2_200_000, averageBandwidth: 2_000_000, width: 1280, height: 720, frameRate: '30.000' },
  ...{ videoCodec: 'avc1.64001f', audioCodec: null },
}

export const mediaPlaylistPath = buildLivePath({ kind: 'media', broadcastId: BROADCAST_ID, epoch: 1, rung: RUNG })
export const wholePlaylistPath = buildLivePath({ kind: 'whole-media', broadcastId: BROADCAST_ID, rung: RUNG })

/** Of random bytes: nobody plays them. Their times are those of a broadcast's timeline. */
export function* makeSegments(count: number) {
  const init = randomBytes(1000)
  for (let number = 0; number < count; number++) {
    const part = { init, bytes: randomBytes(SEGMENT_BYTES), videoBytes: SEGMENT_BYTES }
    yield {
      parts: new Map([[RUNG, part]]),
      startSeconds: 10 + number * SEGMENT_SECONDS,
      durationSeconds: SEGMENT_SECONDS,
    }
  }
}
