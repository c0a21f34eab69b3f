/** A broadcast's index with made-up hashes, for tests of what is written about it. */

import type { VariantRung } from '../hls/playlists.ts'
import { type IndexedSegment, TIMELINE_START_SECONDS, Timeline, type TimelineFacts } from '../hls/timeline.ts'

export const SAMPLE_STARTED_AT_MS = Date.UTC(2026, 0, 1, 20)

const BITS = { bandwidth: 2_000_000, averageBandwidth: 1_500_000 }
const SAMPLE_VARIANTS: VariantRung[] = [
  {
    name: '720p',
    ...BITS,
    width: 1280,
    height: 720,
    frameRate: '30.000',
    videoCodec: 'avc1.64001f',
    audioCodec: 'mp4a.40.2',
  },
  {
    name: '360p',
    ...BITS,
    width: 640,
    height: 360,
    frameRate: '30.000',
    videoCodec: 'avc1.64001e',
    audioCodec: 'mp4a.40.2',
  },
  { name: 'audio', ...BITS, width: null, height: null, frameRate: null, videoCodec: null, audioCodec: 'mp4a.40.2' },
]

export function createSampleTimeline(facts: Partial<TimelineFacts> = {}): Timeline {
  return new Timeline({
    ...{ broadcastId: 'abcdefghij0123456789', startedAtMs: SAMPLE_STARTED_AT_MS, segmentSeconds: 2 },
    ...{ windowSeconds: 20, rewindSeconds: 60, ...facts },
  })
}

/** Two seconds that follow the last; a first epoch starts by itself. */
export function appendSample(timeline: Timeline, special: Partial<IndexedSegment> = {}): IndexedSegment {
  const { last } = timeline
  const epoch = special.epoch ?? last?.epoch ?? 1
  if (!timeline.epochs.has(epoch)) timeline.startEpoch(epoch, SAMPLE_VARIANTS)
  const number = special.number ?? timeline.nextNumber
  const startSeconds = last ? last.startSeconds + last.durationSeconds : TIMELINE_START_SECONDS
  const segment = {
    ...{ number, epoch, startSeconds, durationSeconds: 2, isDiscontinuity: false },
    programDateTimeMs: SAMPLE_STARTED_AT_MS + ((special.startSeconds ?? startSeconds) - TIMELINE_START_SECONDS) * 1000,
    parts: partsOf(timeline, epoch, number),
    ...special,
  }
  return timeline.append(segment, true)
}

export function appendSamples(timeline: Timeline, count: number): void {
  for (let i = 0; i < count; i++) appendSample(timeline)
}

function partsOf(timeline: Timeline, epoch: number, number: number): IndexedSegment['parts'] {
  const variants = timeline.epochs.get(epoch)?.variants ?? []
  return Object.fromEntries(
    variants.map(({ name, videoCodec }) => {
      const sizes = videoCodec ? { bytes: 400_000, videoBytes: 370_000 } : { bytes: 30_000, videoBytes: 0 }
      return [name, { hash: `${name}x${number}`, ...sizes, initHash: `init${epoch}` }]
    }),
  )
}
