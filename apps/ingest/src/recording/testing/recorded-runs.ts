/** For tests: an ended recording of real media, one epoch for each run of ffmpeg. */

import { createHash } from 'node:crypto'
import { contentHash } from '@shoal/protocol/content-hash'
import { pino } from 'pino'
import type { SegmentSet } from '../../hls/segment-intake.ts'
import type { IndexedPart } from '../../hls/timeline.ts'
import { makeRun, type TestRunOptions } from '../../testing/test-run.ts'
import { broadcastFolder } from '../broadcast-folder.ts'
import { type OpenedRecording, openRecording } from '../library.ts'
import { Recorder } from '../recorder.ts'
import { SAMPLE_ID, sampleEpoch, sampleFacts } from './sample-broadcast.ts'

export type RecordedRun = TestRunOptions & { epoch: number; startSeconds: number }

const log = pino({ level: 'silent' })
const HEIGHTS = new Map([
  ['high', 180],
  ['low', 90],
])

export async function recordRuns(root: string, runs: readonly RecordedRun[]): Promise<OpenedRecording> {
  const folder = broadcastFolder(root, SAMPLE_ID)
  const recorder = new Recorder({
    folder,
    facts: sampleFacts(),
    log,
    events: { onStored() {}, onPaused() {}, onResumed() {} },
  })
  let number = 0
  for (const { epoch, ...options } of runs) {
    const { sets, pictures } = await makeRun(options)
    recorder.startEpoch({ ...sampleEpoch(epoch), variants: variantsOf(sets[0]) })
    for (const [i, set] of sets.entries()) {
      const startSeconds = options.startSeconds + set.startSeconds - 10
      const parts = Object.fromEntries([...set.parts].map(([rung, part]) => [rung, indexPart(part)]))
      const times = { startSeconds, durationSeconds: set.durationSeconds, programDateTimeMs: startSeconds * 1000 }
      recorder.add({ number, epoch, ...times, isDiscontinuity: i === 0, parts }, set.parts)
      number += 1
    }
    for (const [i, picture] of pictures.entries()) recorder.addPicture(1000 * (options.startSeconds + 2 * i), picture)
  }
  await recorder.end('publisher-left')
  const recording = await openRecording(folder)
  if (!recording) throw new Error('nothing was recorded')
  return recording
}

function variantsOf(set: SegmentSet | undefined) {
  const [none, rates] = [
    { width: null, height: null, frameRate: null },
    { bandwidth: 1000, averageBandwidth: 1000 },
  ]
  const codecs = { videoCodec: null, audioCodec: null }
  const names = [...(set?.parts.keys() ?? [])]
  return names.map((name) => ({ name, ...none, ...rates, ...codecs, height: HEIGHTS.get(name) ?? null }))
}

function indexPart({ init, bytes, videoBytes }: { init: Buffer; bytes: Buffer; videoBytes: number }): IndexedPart {
  return { hash: hashOf(bytes), bytes: bytes.length, videoBytes, initHash: hashOf(init) }
}

function hashOf(bytes: Buffer): string {
  return contentHash(createHash('sha256').update(bytes).digest())
}
