/**
 * What a broadcast of the test picture costs in ingest and its ffmpeg, beside the same ffmpeg command run alone; and what
 * it saves to pass the top rung through.
 *
 *     npm run bench:pipeline -- [--rounds 2] [--seconds 60]
 */

import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { channelSettings, updateChannelSettings } from '@shoal/db/channels'
import { z } from 'zod'
import { startDatabaseWithOperator } from '../apps/ingest/src/testing/test-database.ts'
import { startTestIngest } from '../apps/ingest/src/testing/test-ingest.ts'
import { buildFfmpegArguments } from '../apps/ingest/src/transcode/ffmpeg-arguments.ts'
import { planLadder } from '../apps/ingest/src/transcode/ladder.ts'
import type { Source } from '../apps/ingest/src/transcode/source.ts'
import { videoEncoder } from '../apps/ingest/src/transcode/video-encoder.ts'
import { type Figures, median, printResult } from './compare.ts'
import { idleCpuSecondsOf, runBroadcast, untilQuiet } from './pipeline/broadcast-alone.ts'
import { runFfmpegAlone, SINK_URL } from './pipeline/ffmpeg-alone.ts'
import { makeTestPicture, readPacedTags } from './pipeline/test-picture.ts'
import { countWithin, numberWithin, readOptions } from './read-options.ts'

const { rounds: ROUNDS, seconds: SECONDS } = readOptions(
  'bench:pipeline',
  z.object({
    rounds: countWithin(1, 25).default(2),
    seconds: numberWithin(10, 600).default(60),
  }),
)
const SEGMENT_SECONDS = 2
const RUNGS = ['720p', '480p', '360p']
const CPU_RATIO_BAR = 1.05
/** What the test picture is, for a plan that encodes all of it. */
const source: Source = {
  video: {
    ...{ codec: 'H.264', width: 1280, height: 720, profile: 100, level: 31, chroma: '4:2:0', bitDepth: 8 },
    ...{ isInterlaced: false, frameRate: 30, bFrames: true, keyFrameSeconds: 2, bitrateKbps: 2500 },
  },
  audio: { codec: 'AAC', objectType: 2, sampleRate: 48_000, channels: 2, bitrateKbps: 128 },
}

await using parts = new AsyncDisposableStack()
const folder = parts.adopt(await mkdtemp(join(tmpdir(), 'shoal-bench-')), (made) => rm(made, { recursive: true }))
const file = join(folder, 'picture.flv')
await makeTestPicture(file, SECONDS)
const input = await readPacedTags(file)
const database = parts.use(await startDatabaseWithOperator())
const channel = await database.createChannel()
const settings = await channelSettings(database.db, channel.channelId)
if (settings) await updateChannelSettings(database.db, channel.channelId, { ...settings, ladder: RUNGS })
const data = join(folder, 'data')
await mkdir(data)
const environment = { DATABASE_URL: database.url, SHOAL_DATA: data, SHOAL_RECONNECT_SECONDS: '0' }
const ingest = parts.use(await startTestIngest(environment, { hasChannel: true }))
await untilQuiet(ingest)
const ingestIdleCpuSeconds = await idleCpuSecondsOf(ingest, SECONDS)

const broadcasts: Figures[] = []
const copying: Figures[] = []
const encoding: Figures[] = []
for (let round = 0; broadcasts.length < ROUNDS; round++) {
  if (round >= 2 * ROUNDS) throw new Error('this machine is too busy to be measured')
  const { figures, command, commands } = await runBroadcast({ ingest, db: database.db, channel, file })
  if (!command.includes('copy')) throw new Error(`the top rung was not passed through: ${command.join(' ')}`)
  if (commands !== 1) {
    console.log('the ladder was changed on the way: the machine is busy, and there is nothing to compare with')
    continue
  }
  broadcasts.push(figures)
  copying.push(await runFfmpegAlone(command, input))
  encoding.push(await runFfmpegAlone(encodeAll(), input))
  console.log({ broadcast: figures, alone: copying.at(-1), encodingAll: encoding.at(-1) })
}
const ratioOf = (ours: Figures[], peer: Figures[]) =>
  median(ours.map(({ cpuSeconds = Number.NaN }, i) => cpuSeconds / (peer[i]?.cpuSeconds ?? Number.NaN)))
const cpuRatio = ratioOf(broadcasts, copying)
printResult({
  ...{ bench: 'pipeline', seconds: SECONDS, rounds: ROUNDS, rungs: RUNGS.length },
  ...{ ours: medians(broadcasts), peer: 'the same ffmpeg command alone', ffmpegAlone: medians(copying) },
  // From the publisher's connect until the recording is whole, all of ingest and its children; nothing is subtracted.
  ...{
    included: 'all that ingest and its children do, from connect to the end of the recording',
    ingestIdleCpuSeconds,
  },
  ...{ cpuRatio, cpuRatioBar: CPU_RATIO_BAR, isWithinBar: cpuRatio <= CPU_RATIO_BAR },
  ...{ encodingAll: medians(encoding), passthroughCpuRatio: ratioOf(copying, encoding) },
})

function encodeAll(): string[] {
  const limits = { shortSide: 1080, frameRate: 60, segmentSeconds: SEGMENT_SECONDS, rungNames: RUNGS, mayCopy: false }
  const plan = planLadder(source, { ...limits, pixelsPerSecond: Number.POSITIVE_INFINITY })
  const encoder = videoEncoder('x264')
  return buildFfmpegArguments({
    ...{ plan, encoder, segmentSeconds: SEGMENT_SECONDS, uploadUrl: SINK_URL, inputFormat: 'flv' },
  })
}

function medians(runs: readonly Figures[]): Figures {
  return Object.fromEntries(Object.keys(runs[0] ?? {}).map((key) => [key, median(runs.map((run) => run[key] ?? 0))]))
}
