/** What comes out of real ffmpegs, looked at with ffprobe and decoded with ffmpeg. */

import { expect, it } from 'vitest'
import { z } from 'zod'
import { readCodecs } from '../mp4/codecs.ts'
import { readTimescales, videoOnlyInit } from '../mp4/init.ts'
import { makeRun, outputOf, type TestRun, type TestRunOptions } from '../testing/test-run.ts'
import { RUN_START_SECONDS } from '../transcode/ladder.ts'

/** A sixteenth of a frame: a copied track's rounding is followed. */
const LARGEST_CORRECTION_SECONDS = 0.0015

const packetsSchema = z.object({
  packets: z.array(
    z.object({
      codec_type: z.enum(['video', 'audio']),
      pts_time: z.coerce.number(),
      duration_time: z.coerce.number().default(0),
      flags: z.string(),
    }),
  ),
})

async function probe(bytes: Buffer) {
  const args = ['-of', 'json', '-show_packets', '-i', 'pipe:0']
  return packetsSchema.parse(JSON.parse(String(await outputOf(args, { command: 'ffprobe', input: bytes })))).packets
}

async function decode(bytes: Buffer): Promise<void> {
  await outputOf(['-xerror', '-i', 'pipe:0', '-f', 'null', '-'], { input: bytes })
}

type Packet = Awaited<ReturnType<typeof probe>>[number]
const isPicture = ({ codec_type }: Packet) => codec_type === 'video'
/** From one frame's end to the next one's start: all last equally long, and ffprobe does not say it of each. */
function gapsOf(packets: Packet[]): number[] {
  const times = packets.map(({ pts_time }) => pts_time)
  const frameSeconds = packets.find(({ duration_time }) => duration_time > 0)?.duration_time ?? 0
  return times.slice(1).map((time, i) => Math.abs(time - (times[i] ?? 0) - frameSeconds))
}
const durationsOf = ({ sets }: TestRun) => sets.map(({ durationSeconds }) => Number(durationSeconds.toFixed(2)))

/** The first rung segment by segment, and each in a row. */
async function checkRung({ sets }: TestRun, rung: string, options: TestRunOptions): Promise<Packet[]> {
  const parts = sets.flatMap(({ parts }) => parts.get(rung) ?? [])
  const init = parts[0]?.init ?? Buffer.alloc(0)
  expect(parts).toHaveLength(sets.length)
  for (const [i, { bytes }] of rung === 'high' ? parts.entries() : []) {
    const packets = await probe(Buffer.concat([init, bytes]))
    const start = (sets[i]?.startSeconds ?? 0) - RUN_START_SECONDS + (options.startSeconds ?? 10)
    const [picture] = packets.filter(isPicture)
    expect(picture?.flags).toContain('K')
    expect(picture?.pts_time).toBeCloseTo(start, 3)
    const [sound] = packets.filter((packet) => !isPicture(packet))
    if (options.sound !== null) expect(Math.abs((sound?.pts_time ?? 0) - start)).toBeLessThan(0.05)
  }
  const inRow = Buffer.concat([init, ...parts.map(({ bytes }) => bytes)])
  await decode(inRow)
  if (rung !== 'audio') {
    const pictures = parts.map(({ bytes, videoBytes }) => bytes.subarray(0, videoBytes))
    await decode(Buffer.concat([videoOnlyInit(init), ...pictures]))
  }
  return probe(inRow)
}

/** Everything that is true of every run. */
async function checkRun(run: TestRun, options: TestRunOptions): Promise<void> {
  expect(run.broken).toEqual([])
  for (const [i, { startSeconds, durationSeconds }] of run.sets.entries()) {
    const next = run.sets[i + 1]
    if (next) expect(next.startSeconds).toBeCloseTo(startSeconds + durationSeconds, 2)
  }
  for (const rung of options.picture === null ? [] : ['high', 'low']) {
    const packets = await checkRung(run, rung, options)
    const times = packets.filter(isPicture).map(({ pts_time }) => pts_time)
    expect(new Set(times).size).toBe(times.length)
  }
  if (options.sound !== null) {
    const gaps = gapsOf(await checkRung(run, 'audio', options))
    expect(Math.max(...gaps)).toBeLessThan(LARGEST_CORRECTION_SECONDS)
  }
}

it.each([
  { name: 'B-frames', pictureArguments: ['-g', '30', '-bf', '3'], durations: [2, 2, 2, 1] },
  { name: 'key frames each half second', pictureArguments: ['-g', '15'], durations: [2, 2, 2, 1] },
  {
    name: 'key frames each 0.5 s, low latency',
    pictureArguments: ['-g', '15'],
    segmentSeconds: 1,
    durations: [1, 1, 1, 1, 1, 1, 1],
  },
  {
    name: 'key frames each 0.75 s',
    picture: 'testsrc2=s=320x180:r=24',
    pictureArguments: ['-g', '18'],
    durations: [1.5, 1.5, 1.5, 1.5, 1],
  },
  { name: 'key frames each 1.5 s', pictureArguments: ['-g', '45'], durations: [1.5, 1.5, 1.5, 1.5, 1] },
  { name: 'key frames each 2 s', pictureArguments: ['-g', '60', '-bf', '2'], durations: [2, 2, 2, 1] },
  { name: 'key frames each 4 s', pictureArguments: ['-g', '120'], durations: [4, 3] },
  {
    name: 'key frames by the interval',
    keyFrameSeconds: 2,
    pictureArguments: ['-g', '250', '-bf', '3'],
    durations: [2, 2, 2, 1],
  },
  {
    name: '44.1 kHz in mono, copied',
    copiesSound: true,
    sound: 'sine=f=440:r=44100',
    soundArguments: ['-ac', '1'],
    durations: [2, 2, 2, 1],
  },
  { name: 'a later place on the timeline', startSeconds: 7210.3335, durations: [2, 2, 2, 1] },
  { name: 'pictures alone', sound: null, durations: [2, 2, 2, 1] },
])('cuts $name', async ({ name: _, durations, ...options }) => {
  const run = await makeRun(options)
  expect(durationsOf(run)).toEqual(durations)
  await checkRun(run, options)
})

it('cuts sound alone', async () => {
  const options = { picture: null }
  const run = await makeRun(options)
  expect(durationsOf(run).slice(0, 3)).toEqual([2.01, 2.01, 2.01])
  await checkRun(run, options)
})

it('keeps the times of a variable frame rate', async () => {
  const options = {
    picture: `testsrc2=s=320x180:r=60,select='key+gt(random(1)\\,0.6)'`,
    pictureArguments: ['-g', '24', '-bf', '0', '-fps_mode', 'passthrough'],
  }
  const run = await makeRun(options)
  expect(Math.max(...durationsOf(run))).toBeLessThanOrEqual(2.1)
  await checkRun(run, options)
})

it.each([
  ['starts late', 'sine=f=440:r=48000,aselect=gt(t\\,2.4)'],
  ['ends early', 'sine=f=440:r=48000,atrim=end=3.1'],
  ['has a hole', 'sine=f=440:r=48000,aselect=lt(t\\,2.5)+gt(t\\,4.2)'],
])('puts silence where sound %s', async (_, sound) => {
  const options = { sound }
  const run = await makeRun(options)
  await checkRun(run, options)
  expect(durationsOf(run)).toEqual([2, 2, 2, 1])
})

it('says what an init segment is', async () => {
  const { sets } = await makeRun({ seconds: 2 })
  const init = sets[0]?.parts.get('high')?.init ?? Buffer.alloc(0)
  expect(readTimescales(init)).toEqual({ video: 16_000, audio: 48_000 })
  expect(readTimescales(videoOnlyInit(init))).toEqual({ video: 16_000, audio: null })
  expect(readCodecs(init)).toEqual({ video: 'avc1.42c00d', audio: 'mp4a.40.2' })
  expect(readCodecs(videoOnlyInit(init)).audio).toBeNull()
})

it('hands on the pictures', async () => {
  const { pictures } = await makeRun({ seconds: 4 })
  expect(pictures).toHaveLength(2)
  await decode(pictures[0] ?? Buffer.alloc(0))
})

it('gives out nothing torn when ffmpeg is killed', async () => {
  const options = { killAfterBytes: 500_000, seconds: 20 }
  const run = await makeRun(options)
  expect(run.sets.length).toBeGreaterThan(0)
  expect(durationsOf(run).reduce((a, b) => a + b)).toBeLessThan(20)
  await checkRun(run, options)
})

it.each(['high', 'low', 'audio', 'pictures'])(
  'ends the run, and nothing else, when %s is not what was asked for',
  async (hostile) => {
    let bytes = 0
    const run = await makeRun({
      seconds: 20,
      tamper(track, chunk) {
        if (track === hostile) bytes += chunk.length
        return track === hostile && bytes > 20_000 ? Buffer.alloc(chunk.length, bytes % 251) : chunk
      },
    })
    expect(run.broken).toHaveLength(1)
    expect(run.broken[0]).toContain(`${hostile}: `)
  },
)
