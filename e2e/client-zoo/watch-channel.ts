/** What came of a publisher: waits for segments of every rung, and has ffprobe and ffmpeg look at them. */

import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { latestBroadcast } from '@shoal/db/broadcasts'
import type { Database } from '@shoal/db/database'
import { z } from 'zod'
import { fetchBytes, readPlaylist } from '../../apps/ingest/src/testing/viewer.ts'
import { readVariants } from '../playlist.ts'

const run = promisify(execFile)
const SOON_MS = 60_000
const LOOK_MS = 250

const probeSchema = z.object({
  streams: z.array(
    z.object({
      codec_name: z.string(),
      avg_frame_rate: z.string(),
      sample_rate: z.string().optional(),
      channels: z.number().optional(),
    }),
  ),
  packets: z.array(
    z.object({ codec_type: z.string(), flags: z.string(), pts_time: z.string(), duration_time: z.string().optional() }),
  ),
})

export type Watched = {
  /** Of the best rung. */
  videoCodec: string
  audioCodec: string
  frameRate: number
  sampleRate: number
  channels: number
  startsWithKeyFrame: boolean
  segmentSeconds: number[]
  discontinuities: number
  /** What ffmpeg complained about when it decoded them. */
  complaints: string
}

export async function watchChannel(parts: {
  database: Database
  origin: string
  channelId: string
  least?: number
}): Promise<Watched> {
  const { database, origin, channelId, least = 3 } = parts
  const deadline = performance.now() + SOON_MS
  for (;;) {
    const broadcast = await latestBroadcast(database, channelId)
    const [best] = broadcast ? await readVariants(`${origin}/live/${broadcast.id}/index.m3u8`).catch(() => []) : []
    const segments = best ? (await readPlaylist(best)).segments : []
    if (best && segments.length >= least) return await look(best, segments.slice(-least))
    if (performance.now() > deadline) throw new Error(`${segments.length} segments, state ${broadcast?.state}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}

async function look(
  playlist: string,
  segments: Awaited<ReturnType<typeof readPlaylist>>['segments'],
): Promise<Watched> {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-zoo-'))
  try {
    const names = [segments[0]?.init ?? '', ...segments.map(({ name }) => name)]
    const bytes = await Promise.all(names.map((name) => fetchBytes(new URL(name, playlist).href)))
    const [file, first] = [join(folder, 'all.mp4'), join(folder, 'first.mp4')]
    await writeFile(file, Buffer.concat(bytes))
    await writeFile(first, Buffer.concat(bytes.slice(0, 2)))
    const { streams, packets } = await probe(first)
    // Clocks of live sources jitter, which the output's own clock of whole frames would complain about.
    const decode = [
      '-v',
      'error',
      '-nostdin',
      '-i',
      file,
      '-fps_mode',
      'passthrough',
      '-enc_time_base',
      '-1',
      '-f',
      'null',
      '-',
    ]
    const { stderr } = await run('ffmpeg', decode)
    const video = streams.find(({ sample_rate }) => sample_rate === undefined)
    const audio = streams.find(({ sample_rate }) => sample_rate !== undefined)
    const pictures = packets.filter(({ codec_type }) => codec_type === 'video')
    const seconds = segments[0]?.seconds ?? Number.NaN
    return {
      videoCodec: video?.codec_name ?? 'none',
      audioCodec: audio?.codec_name ?? 'none',
      frameRate: pictures.length / seconds,
      sampleRate: Number(audio?.sample_rate),
      channels: audio?.channels ?? 0,
      startsWithKeyFrame: pictures[0]?.flags.startsWith('K') ?? false,
      segmentSeconds: segments.map((segment) => segment.seconds),
      discontinuities: segments.slice(1).filter(({ isDiscontinuity }) => isDiscontinuity).length,
      complaints: stderr,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function probe(file: string): Promise<z.infer<typeof probeSchema>> {
  const args = ['-v', 'error', '-show_packets', '-show_streams', '-of', 'json', file]
  const { stdout } = await run('ffprobe', args, { maxBuffer: 50_000_000 })
  return probeSchema.parse(JSON.parse(stdout))
}
