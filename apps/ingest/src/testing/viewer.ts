/** For tests: what a viewer sees of a broadcast, read over HTTP like any player would. */

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)

export type Listed = {
  name: string
  seconds: number
  isDiscontinuity: boolean
  dateTimeMs: number
  init: string
  pieceRoot: string | null
}

export async function readPlaylist(url: string): Promise<{ text: string; segments: Listed[] }> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${response.status} for ${url}`)
  const text = await response.text()
  const segments: Listed[] = []
  const next: Omit<Listed, 'name'> = {
    ...{ init: '', seconds: 0, isDiscontinuity: false, dateTimeMs: 0, pieceRoot: null },
  }
  for (const line of text.split('\n')) {
    if (line.startsWith('#EXT-X-MAP')) next.init = /URI="([^"]+)"/.exec(line)?.[1] ?? ''
    if (line === '#EXT-X-DISCONTINUITY') next.isDiscontinuity = true
    if (line.startsWith('#EXT-X-SHOAL-PIECES:')) next.pieceRoot = line.slice(20)
    if (line.startsWith('#EXTINF:')) next.seconds = Number.parseFloat(line.slice(8))
    if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) next.dateTimeMs = Date.parse(line.slice(25))
    if (!line.endsWith('.m4s')) continue
    segments.push({ name: line, ...next })
    next.isDiscontinuity = false
    next.pieceRoot = null
  }
  return { text, segments }
}

export async function fetchBytes(url: string): Promise<Buffer> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${response.status} for ${url}`)
  return Buffer.from(await response.arrayBuffer())
}

export function hashOf(bytes: Buffer): string {
  return sha256(bytes).subarray(0, 16).toString('base64url')
}

/** What a peer makes of the pieces that it was given (`packages/protocol/src/pieces.ts`). */
export function rootOf(bytes: Buffer): string {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(bytes.length)
  const hashes = Array.from({ length: Math.ceil(bytes.length / 32_768) }, (_, i) =>
    sha256(bytes.subarray(i * 32_768, (i + 1) * 32_768)).subarray(0, 16),
  )
  return hashOf(Buffer.concat([Buffer.from('shoal-pieces-1\n'), size, ...hashes]))
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

const probeSchema = z.object({
  packets: z.array(z.object({ codec_type: z.string(), flags: z.string(), pts_time: z.string().optional() })),
  streams: z.array(
    z.object({
      codec_name: z.string(),
      width: z.number().optional(),
      height: z.number().optional(),
      avg_frame_rate: z.string(),
    }),
  ),
})

/** What ffprobe makes of one segment after its init segment. */
export async function probeSegment(init: Buffer, segment: Buffer) {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-probe-'))
  try {
    const file = join(folder, 'segment.mp4')
    await writeFile(file, Buffer.concat([init, segment]))
    const args = ['-v', 'error', '-show_packets', '-show_streams', '-of', 'json', file]
    const { stdout } = await run('ffprobe', args, { maxBuffer: 50_000_000 })
    return probeSchema.parse(JSON.parse(stdout))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Decodes `seconds` of a playlist with ffmpeg; returns the errors that it found. */
export async function playFor(url: string, seconds: number): Promise<string> {
  const args = [
    '-v',
    'error',
    '-nostdin',
    '-live_start_index',
    '0',
    '-i',
    url,
    '-t',
    String(seconds),
    '-f',
    'null',
    '-',
  ]
  const { stderr } = await run('ffmpeg', args, { timeout: 40_000 })
  return stderr
}
