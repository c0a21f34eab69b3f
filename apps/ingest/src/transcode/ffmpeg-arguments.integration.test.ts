import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { enhancedPackets } from '../testing/enhanced-packets.ts'
import { publisherPackets } from '../testing/publisher-packets.ts'
import { runTranscode, type Transcoded } from '../testing/run-transcode.ts'
import { loadFfmpegDecodes } from './ffmpeg-decodes.ts'
import { type LadderLimits, planLadder } from './ladder.ts'
import type { MediaPacket } from './media-packet.ts'
import { type Source, SourceProbe } from './source.ts'

const run = promisify(execFile)
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-sc_threshold', '0', '-pix_fmt', 'yuv420p']
const PICTURE = (size: string, rate: number) => ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}`]
const TONE = ['-f', 'lavfi', '-i', 'sine=sample_rate=44100']
const limits: LadderLimits = {
  ...{ shortSide: 1080, frameRate: 30, segmentSeconds: 2, pixelsPerSecond: Number.POSITIVE_INFINITY },
  ...{ rungNames: null, mayCopy: true },
}
const packetSchema = z.object({
  pts_time: z.string().transform(Number),
  duration_time: z.string().transform(Number).optional(),
  flags: z.string(),
})
const shownSchema = z.object({
  packets: z.array(packetSchema),
  streams: z.array(
    z.object({
      codec_name: z.string(),
      width: z.number().optional(),
      height: z.number().optional(),
      sample_aspect_ratio: z.string().optional(),
      channels: z.number().optional(),
      sample_rate: z.string().optional(),
    }),
  ),
})

async function findSource(packets: MediaPacket[], metadata: unknown = null): Promise<Source> {
  const probe = new SourceProbe(() => metadata, await loadFfmpegDecodes('ffmpeg'))
  for (const packet of packets) probe.add(packet)
  const found = probe.settle()
  if (found.kind !== 'found') throw new Error(`not found: ${JSON.stringify(found)}`)
  return found.source
}

async function transcode(packets: MediaPacket[], more: Partial<LadderLimits> = {}, metadata: unknown = null) {
  const source = await findSource(packets, metadata)
  const plan = planLadder(source, { ...limits, ...more })
  const done = await runTranscode({ source, plan, packets })
  expect([done.code, done.errors]).toEqual([0, ''])
  return { ...done, plan, source }
}

async function show({ files }: Transcoded, track: string) {
  const path = files.get(track) ?? 'no such track'
  const entries =
    'packet=pts_time,duration_time,flags:stream=codec_name,width,height,sample_aspect_ratio,channels,sample_rate'
  const args = ['-v', 'error', '-show_entries', entries, '-of', 'json', path]
  const { packets, streams } = shownSchema.parse(
    JSON.parse((await run('ffprobe', args, { maxBuffer: 16_777_216 })).stdout),
  )
  const [stream] = streams
  if (!stream || streams.length > 1) throw new Error(`${track} has ${streams.length} streams`)
  const keys = packets.filter(({ flags }) => flags.startsWith('K')).map(({ pts_time }) => pts_time)
  return { stream, packets, keys }
}

/** How much wider it is shown than high. */
function shapeOf({ width = 0, height = 0, sample_aspect_ratio = '1:1' }: Awaited<ReturnType<typeof show>>['stream']) {
  const [across = 1, down = 1] = sample_aspect_ratio.split(':').map(Number)
  return (width * across) / (height * down)
}

/** Key frames of all rungs stand on the same points of time; returns those. */
async function keysOf(done: Transcoded & { plan: { rungs: { name: string; video: unknown }[] } }): Promise<number[]> {
  const [first = [], ...others] = await Promise.all(
    done.plan.rungs.filter(({ video }) => video).map(async ({ name }) => (await show(done, name)).keys),
  )
  for (const keys of others) {
    expect(keys).toHaveLength(first.length)
    for (const [i, key] of keys.entries()) expect(key).toBeCloseTo(first[i] ?? 0, 4)
  }
  return first
}

function pictureCount({ tracks }: Transcoded): number {
  return (tracks.get('pictures')?.toString('latin1').split('Content-type: image/jpeg').length ?? 1) - 1
}

describe('one ffmpeg', () => {
  it('copies what need not be encoded, to the millisecond', async () => {
    const packets = await publisherPackets([
      ...[...PICTURE('640x360', 30), ...TONE, '-t', '12', ...X264, '-g', '60', '-bf', '2', '-c:a', 'aac'],
    ])
    const done = await transcode(packets, { pixelsPerSecond: 0 })
    expect(done.source.video).toMatchObject({ bFrames: true, keyFrameSeconds: 2, frameRate: 30 })
    expect([...done.files.keys()].toSorted()).toEqual(['360p', 'audio', 'pictures'])
    const video = await show(done, '360p')
    expect(video.keys).toEqual([10, 12, 14, 16, 18, 20])
    expect(video.packets).toHaveLength(360)
    const audio = await show(done, 'audio')
    expect(audio.stream).toMatchObject({ codec_name: 'aac', channels: 1, sample_rate: '44100' })
    expect(audio.keys[0]).toBeCloseTo(10, 1)
    expect(pictureCount(done)).toBe(2)
  })

  it('keeps encoded rungs in step with a copied one, whose key frames come when they come', async () => {
    const packets = await publisherPackets([
      ...[...PICTURE('1280x720', 60), ...TONE, '-t', '7', ...X264, '-g', '90', '-bf', '3', '-c:a', 'aac'],
    ])
    const done = await transcode(packets)
    expect(done.plan.rungs.map(({ name }) => name)).toEqual(['720p', '480p', '360p', 'audio'])
    expect(await keysOf(done)).toEqual([10, 11.5, 13, 14.5, 16])
    expect((await show(done, '720p')).packets).toHaveLength(420)
    expect((await show(done, '480p')).packets).toHaveLength(210)
    expect((await show(done, '360p')).stream).toMatchObject({ codec_name: 'h264', width: 640, height: 360 })
  })

  it('keeps a key frame that halving the frame rate would leave out', async () => {
    const packets = await publisherPackets([...PICTURE('640x360', 60), '-t', '4', ...X264, '-g', '75'])
    expect(await keysOf(await transcode(packets))).toEqual([10, 11.25, 12.5, 13.75])
  })

  it('shows all rungs of a source whose pixels are no squares in the same shape', async () => {
    const wide = ['-vf', 'setsar=64/45', '-t', '1']
    const done = await transcode(await publisherPackets([...PICTURE('720x576', 25), ...wide, ...X264, '-g', '25']))
    const shapes = await Promise.all(done.plan.rungs.map(async ({ name }) => shapeOf((await show(done, name)).stream)))
    expect(shapes.length).toBeGreaterThan(1)
    for (const shape of shapes) expect(shape).toBeCloseTo(16 / 9, 1)
  })

  it('encodes all rungs of a source whose frames come unevenly, and cuts them alike', async () => {
    const uneven = ['-vf', "select='not(mod(n,3))+lt(mod(n,40),10)'", '-fps_mode', 'vfr']
    const packets = await publisherPackets([
      ...[...PICTURE('640x360', 60), ...TONE, '-t', '8', ...uneven, ...X264, '-g', '1000', '-bf', '2', '-c:a', 'aac'],
    ])
    const done = await transcode(packets, { mayCopy: false, rungNames: ['360p', '240p'] })
    const keys = await keysOf(done)
    expect(keys).toHaveLength(4)
    for (const [i, key] of keys.entries()) {
      expect(key).toBeGreaterThanOrEqual(10 + 2 * i)
      expect(key).toBeLessThan(10.1 + 2 * i)
    }
    const times = (await show(done, '360p')).packets.map(({ pts_time }) => pts_time).toSorted((a, b) => a - b)
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThan(0.02)
    expect((await show(done, 'audio')).stream).toMatchObject({ channels: 1, sample_rate: '48000' })
  })

  it('has one key frame after a gap, and goes on at the starts of segments', async () => {
    const gap = ['-vf', "select='lt(t,1)+gte(t,6.5)'", '-fps_mode', 'vfr']
    const packets = await publisherPackets([...PICTURE('320x180', 30), '-t', '9', ...gap, ...X264, '-g', '1000'])
    const keys = await keysOf(await transcode(packets, { mayCopy: false, rungNames: ['180p'] }))
    expect(keys.map((key) => Math.round(key * 10) / 10)).toEqual([10, 16.5, 18])
  })

  it('takes sound alone', async () => {
    const packets = await publisherPackets([...TONE, '-t', '3', '-c:a', 'libmp3lame'])
    const done = await transcode(packets)
    expect([...done.files.keys()]).toEqual(['audio'])
    const { stream, packets: frames } = await show(done, 'audio')
    expect(stream).toMatchObject({ codec_name: 'aac', channels: 1, sample_rate: '48000' })
    expect((frames.at(-1)?.pts_time ?? 0) - (frames[0]?.pts_time ?? 0)).toBeCloseTo(3, 0)
  })

  it('takes pictures alone', async () => {
    const packets = await publisherPackets([...PICTURE('320x180', 25), '-t', '4', ...X264, '-g', '50'])
    const done = await transcode(packets)
    expect([...done.files.keys()].toSorted()).toEqual(['180p', 'pictures'])
    expect(await keysOf(done)).toEqual([10, 12])
  })

  it('mixes sound for many speakers down to two', async () => {
    const surround = ['-f', 'lavfi', '-i', 'anoisesrc=sample_rate=48000', '-ac', '6']
    const packets = await publisherPackets([...surround, '-t', '1', '-c:a', 'aac'])
    const sound = (await findSource(packets)).audio
    expect(sound).toMatchObject({ channels: 6, objectType: 2 })
    const source: Source = { video: null, audio: sound && { ...sound, objectType: null } }
    const done = await runTranscode({ source, plan: planLadder(source, limits), packets })
    expect((await show(done, 'audio')).stream).toMatchObject({ channels: 2 })
  })
})

describe('Enhanced RTMP', () => {
  it.each<['H.265' | 'AV1' | 'VP9', string[]]>([
    ['H.265', ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none:bframes=2', '-g', '30']],
    ['AV1', ['-c:v', 'libsvtav1', '-preset', '12', '-g', '30', '-svtav1-params', 'lookahead=0']],
    ['VP9', ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-g', '30', '-lag-in-frames', '0']],
  ])('of %s is transcoded to H.264', async (codec, encoder) => {
    const pictures = await enhancedPackets(codec, [...PICTURE('642x362', 30), '-t', '4', ...encoder])
    const sound = await publisherPackets([...TONE, '-t', '4', '-c:a', 'aac'])
    const packets = [...pictures, ...sound].toSorted((a, b) => a.timestampMs - b.timestampMs)
    // VP9's configuration says nothing about its size.
    const announced: MediaPacket = { kind: 'script', timestampMs: 0, payload: Buffer.alloc(1), arrivedAtMs: 0 }
    const done = await transcode([announced, ...packets], {}, { width: 642, height: 362 })
    expect(done.source.video).toMatchObject({ codec, width: 642, height: 362, frameRate: 30 })
    expect(done.plan.rungs.map(({ name }) => name)).toEqual(['362p', '240p', 'audio'])
    expect(await keysOf(done)).toEqual([10, 12])
    const { stream, packets: frames } = await show(done, '362p')
    expect(stream).toMatchObject({ codec_name: 'h264', width: 642, height: 362 })
    expect(frames).toHaveLength(120)
    expect((await show(done, 'audio')).keys[0]).toBeCloseTo(10, 0)
    expect(pictureCount(done)).toBe(1)
  })
})
