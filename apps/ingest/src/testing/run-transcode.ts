/** For tests: feeds packets to the ffmpeg of a plan, as an encoder does, and keeps what comes out of it. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { startUploadListener } from '../http/upload-listener.ts'
import { createFeed } from '../transcode/feed.ts'
import { buildFfmpegArguments } from '../transcode/ffmpeg-arguments.ts'
import { type LadderPlan, RUN_START_SECONDS } from '../transcode/ladder.ts'
import { type MediaPacket, readVideoTag } from '../transcode/media-packet.ts'
import type { Source } from '../transcode/source.ts'
import { videoEncoder } from '../transcode/video-encoder.ts'

type Transcode = { source: Source; plan: LadderPlan; packets: MediaPacket[]; segmentSeconds?: number }
export type Transcoded = {
  /** Path of the file of each track, until the test is over. */
  files: Map<string, string>
  tracks: Map<string, Buffer>
  code: unknown
  errors: string
  progress: string
}

export async function runTranscode({ source, plan, packets, segmentSeconds = 2 }: Transcode): Promise<Transcoded> {
  await using uploads = await startUploadListener()
  const chunks = new Map<string, Buffer[]>()
  using door = uploads.open((track) => {
    const taken: Buffer[] = []
    chunks.set(track, taken)
    return { write: (bytes) => taken.push(bytes), end() {} }
  })
  const feed = createFeed(source)
  const { inputFormat } = feed
  const args = buildFfmpegArguments({
    ...{ plan, segmentSeconds, inputFormat },
    ...{ uploadUrl: door.url, encoder: videoEncoder('x264') },
  })
  const child = spawn('ffmpeg', args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  let progress = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    progress += text
  })
  child.stdin.on('error', () => {})
  child.stdin.write(feed.header())
  const startMs = firstPictureMs(packets)
  for (const packet of packets) {
    if (packet.kind === 'script') continue
    const elapsedMs = Math.max(0, packet.timestampMs - startMs + RUN_START_SECONDS * 1000)
    child.stdin.write(Buffer.concat(feed.packet(packet, elapsedMs)))
  }
  child.stdin.end()
  const [code] = await once(child, 'close')
  await door.settled()
  return { ...(await keep(chunks)), code, errors, progress }
}

function firstPictureMs(packets: MediaPacket[]): number {
  for (const { kind, payload, timestampMs } of packets) {
    const tag = kind === 'video' ? readVideoTag(payload) : null
    if (tag?.part === 'frame') return timestampMs + tag.compositionMs
  }
  return packets.find(({ kind }) => kind === 'audio')?.timestampMs ?? 0
}

async function keep(chunks: Map<string, Buffer[]>): Promise<Pick<Transcoded, 'files' | 'tracks'>> {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-transcode-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const files = new Map<string, string>()
  const tracks = new Map<string, Buffer>()
  for (const [track, taken] of chunks) {
    const path = join(folder, track)
    tracks.set(track, Buffer.concat(taken))
    files.set(track, path)
    await writeFile(path, Buffer.concat(taken))
  }
  return { files, tracks }
}
