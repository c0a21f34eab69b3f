/** One broadcast, encoded once and packaged twice: audio and video in one segment, and audio apart. */

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { contentHash } from '@shoal/protocol/content-hash'

export const SEGMENT_SECONDS = 2
const FRAME_RATE = 25
const AUDIO_KBPS = 128
/** Best first. Small on purpose: four browsers decode on the same cores. */
const RUNGS = [
  { name: '360p', width: 640, height: 360, kbps: 1000 },
  { name: '180p', width: 320, height: 180, kbps: 350 },
]
const VIDEO_CODEC = 'avc1.4d401e'
const AUDIO_CODEC = 'mp4a.40.2'

export type LayoutName = 'together' | 'apart'
export type MadeFile = { bytes: Buffer; hash: string }
export type MadeSegment = MadeFile & { durationSeconds: number }
export type MadeRung = { init: MadeFile; segments: MadeSegment[] }
export type MadeLayout = { multivariant: string; rungs: Map<string, MadeRung> }

export async function makeLayouts(seconds: number): Promise<Record<LayoutName, MadeLayout>> {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-bench-'))
  try {
    const encoded = join(folder, 'encoded.mkv')
    await runFfmpeg(encodeArguments(seconds, encoded))
    const names = RUNGS.map(({ name }) => name)
    const video = RUNGS.flatMap((_, i) => ['-map', `0:v:${i}`])
    const sound = ['-map', '0:a:0']
    await packageInto(join(folder, 'together'), encoded, {
      maps: RUNGS.flatMap((_, i) => ['-map', `0:v:${i}`, ...sound]),
      streams: RUNGS.map(({ name }, i) => `v:${i},a:${i},name:${name}`),
    })
    await packageInto(join(folder, 'apart'), encoded, {
      maps: [...video, ...sound],
      streams: [...RUNGS.map(({ name }, i) => `v:${i},agroup:sound,name:${name}`), 'a:0,agroup:sound,name:audio'],
    })
    return {
      together: { multivariant: buildMultivariant(false), rungs: await readRungs(join(folder, 'together'), names) },
      apart: {
        multivariant: buildMultivariant(true),
        rungs: await readRungs(join(folder, 'apart'), [...names, 'audio']),
      },
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function encodeArguments(seconds: number, target: string): string[] {
  const scaled = RUNGS.map(({ width, height }, i) => `[s${i}]scale=${width}:${height},format=yuv420p[v${i}]`)
  const split = `[0:v]split=${RUNGS.length}${RUNGS.map((_, i) => `[s${i}]`).join('')}`
  const keyFrames = String(FRAME_RATE * SEGMENT_SECONDS)
  return [
    ...['-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=${FRAME_RATE},noise=alls=12:allf=t`],
    ...['-f', 'lavfi', '-i', 'anoisesrc=amplitude=0.2:sample_rate=48000,lowpass=4000'],
    ...['-t', String(seconds), '-filter_complex', [split, ...scaled].join(';')],
    ...RUNGS.flatMap((_, i) => ['-map', `[v${i}]`]),
    ...['-map', '1:a', '-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', 'main', '-level:v', '3.0'],
    ...['-g', keyFrames, '-keyint_min', keyFrames, '-sc_threshold', '0'],
    ...RUNGS.flatMap(({ kbps }, i) => [
      `-b:v:${i}`,
      `${kbps}k`,
      `-maxrate:v:${i}`,
      `${kbps}k`,
      `-bufsize:v:${i}`,
      `${kbps}k`,
    ]),
    ...['-c:a', 'aac', '-ac', '2', '-b:a', `${AUDIO_KBPS}k`, target],
  ]
}

async function packageInto(folder: string, encoded: string, { maps, streams }: { maps: string[]; streams: string[] }) {
  await runFfmpeg([
    ...['-i', encoded, ...maps, '-c', 'copy', '-f', 'hls', '-hls_time', String(SEGMENT_SECONDS), '-hls_list_size', '0'],
    ...['-hls_segment_type', 'fmp4', '-hls_fmp4_init_filename', 'init.mp4', '-var_stream_map', streams.join(' ')],
    ...['-hls_segment_filename', join(folder, '%v', '%d.m4s'), join(folder, '%v', 'index.m3u8')],
  ])
}

async function readRungs(folder: string, names: string[]): Promise<Map<string, MadeRung>> {
  const read = async (name: string): Promise<[string, MadeRung]> => {
    const playlist = await readFile(join(folder, name, 'index.m3u8'), 'utf8')
    const durations = [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds))
    const segments = durations.map(async (durationSeconds, number) => ({
      ...(await readMade(join(folder, name, `${number}.m4s`))),
      durationSeconds,
    }))
    const [, init = 'init.mp4'] = /#EXT-X-MAP:URI="([^"]+)"/.exec(playlist) ?? []
    return [name, { init: await readMade(join(folder, name, init)), segments: await Promise.all(segments) }]
  }
  return new Map(await Promise.all(names.map(read)))
}

async function readMade(file: string): Promise<MadeFile> {
  const bytes = await readFile(file)
  return { bytes, hash: contentHash(createHash('sha256').update(bytes).digest()) }
}

function buildMultivariant(isApart: boolean): string {
  const sound = isApart ? ',AUDIO="sound"' : ''
  const media =
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="sound",DEFAULT=YES,AUTOSELECT=YES,URI="audio/index.m3u8"'
  const variants = RUNGS.flatMap(({ name, width, height, kbps }) => {
    const rate = `BANDWIDTH=${(kbps + AUDIO_KBPS) * 1200},AVERAGE-BANDWIDTH=${(kbps + AUDIO_KBPS) * 1000}`
    const about = `CODECS="${VIDEO_CODEC},${AUDIO_CODEC}",RESOLUTION=${width}x${height},FRAME-RATE=${FRAME_RATE}.000`
    return [`#EXT-X-STREAM-INF:${rate},${about}${sound}`, `${name}/index.m3u8`]
  })
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(isApart ? [media] : []),
    ...variants,
    '',
  ].join('\n')
}

async function runFfmpeg(args: string[]): Promise<void> {
  await promisify(execFile)(process.env.SHOAL_FFMPEG || 'ffmpeg', ['-v', 'error', '-nostdin', ...args], {
    timeout: 120_000,
  })
}
