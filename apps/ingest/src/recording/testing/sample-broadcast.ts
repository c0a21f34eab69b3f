/** For tests: facts, epochs and segments of a broadcast that never was. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashOf, pieceRootOf } from '../../hls/segment-hashes.ts'
import type { IndexedSegment } from '../../hls/timeline.ts'
import type { BroadcastFacts, EpochFacts } from '../journal-line.ts'
import type { SegmentBytes } from '../recorder.ts'

export const SAMPLE_ID = 'b0000000000000000000000'

export function sampleFacts(settings: Partial<BroadcastFacts['settings']> = {}): BroadcastFacts {
  return {
    ...{ id: SAMPLE_ID, channelId: 'channel', slug: 'slug', startedAtMs: 1_800_000_000_000, segmentSeconds: 2 },
    settings: {
      ...{ segmentSeconds: 2, windowSeconds: 60, rewindSeconds: 7200, reconnectSeconds: 60 },
      ...{ rungNames: null, isRecorded: true },
      ...settings,
    },
  }
}

export function sampleEpoch(epoch = 1): EpochFacts {
  const video = { width: 640, height: 360, frameRate: 30, bitrateKbps: 900, isCopy: true }
  return {
    epoch,
    plan: {
      rungs: [
        { name: '360p', video },
        { name: 'audio', video: null },
      ],
      audio: { kbps: 128, isCopy: false },
      keyFrames: 'source',
      encodedPixelsPerSecond: 0,
    },
    variants: [],
  }
}

/** One of two rungs; the same number has always the same bytes. */
export function sampleSegment(number: number, bytesEach = 1000): { segment: IndexedSegment; parts: SegmentBytes } {
  const parts = new Map(
    ['360p', 'audio'].map((rung) => [
      rung,
      { init: Buffer.from(`init of ${rung}`), bytes: Buffer.alloc(bytesEach, `${rung} ${number} `) },
    ]),
  )
  const indexed = [...parts].map(([rung, { init, bytes }]) => [
    rung,
    { hash: hashOf(bytes), bytes: bytes.length, videoBytes: 0, initHash: hashOf(init), pieceRoot: pieceRootOf(bytes) },
  ])
  return {
    parts,
    segment: {
      ...{ number, epoch: 1, startSeconds: 10 + 2 * number, durationSeconds: 2 },
      ...{ programDateTimeMs: 1_800_000_000_000 + 2000 * number, isDiscontinuity: false },
      parts: Object.fromEntries(indexed),
    },
  }
}

export async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'shoal-recording-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
