/** A short broadcast made by a real encoder, once per test run: the init segment and every segment, as ingest cuts them. */

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { contentHash } from '@shoal/protocol/content-hash'
import { rootOfPieces } from '@shoal/protocol/pieces'
import { putCaptionsIn } from './caption-flv.ts'

export const SEGMENT_SECONDS = 2

/** `pieces` is the name that vouches for its pieces (protocol/pieces). */
export type MadeFile = { bytes: Buffer; hash: string; pieces: string }
export type MadeBroadcast = { init: MadeFile; segments: MadeFile[] }

/** The picture of a rung; its sound is in the same segments. */
export type TestPicture = {
  size: string
  kbps: number /** For ffmpeg's lavfi; left out, a test picture with noise. */
  source?: string
  /** `CAPTION n` from every sixth second on, for five seconds (caption-flv.ts). */
  hasCaptions?: boolean
}
const PICTURE: TestPicture = { size: '320x180', kbps: 800 }
export const LOW_PICTURE: TestPicture = { size: '160x90', kbps: 150 }
export const CAPTIONED_PICTURE: TestPicture = { ...PICTURE, hasCaptions: true }

const ffmpeg = (...args: string[]) =>
  promisify(execFile)(process.env.SHOAL_FFMPEG || 'ffmpeg', ['-v', 'error', ...args])

export async function makeBroadcast(seconds: number, picture = PICTURE): Promise<MadeBroadcast> {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-player-'))
  try {
    if (picture.hasCaptions) await encodeWithCaptions(seconds, folder, picture)
    else await ffmpeg(...encode(seconds, picture), ...intoSegments(folder))
    const names = (await readdir(folder)).filter((name) => name.endsWith('.m4s')).sort()
    return {
      init: await read(join(folder, 'init.mp4')),
      segments: await Promise.all(names.map((name) => read(join(folder, name)))),
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function encodeWithCaptions(seconds: number, folder: string, picture: TestPicture): Promise<void> {
  const flv = join(folder, 'broadcast.flv')
  await ffmpeg(...encode(seconds, picture), flv)
  await writeFile(flv, putCaptionsIn(await readFile(flv)))
  await ffmpeg('-i', flv, '-c', 'copy', ...intoSegments(folder))
}

function encode(seconds: number, { size, kbps, source }: TestPicture): string[] {
  return [
    ['-f', 'lavfi', '-i', source ?? `testsrc2=size=${size}:rate=25,noise=alls=12:allf=t`],
    ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000', '-t', String(seconds)],
    '-c:v libx264 -preset ultrafast -profile:v baseline -pix_fmt yuv420p'.split(' '),
    `-b:v ${kbps}k -maxrate ${kbps}k -bufsize ${kbps}k`.split(' '),
    `-g ${25 * SEGMENT_SECONDS} -keyint_min ${25 * SEGMENT_SECONDS} -sc_threshold 0 -c:a aac -b:a 64k`.split(' '),
  ].flat()
}

function intoSegments(folder: string): string[] {
  return [
    `-f hls -hls_time ${SEGMENT_SECONDS} -hls_list_size 0 -hls_segment_type fmp4`.split(' '),
    ['-hls_fmp4_init_filename', 'init.mp4', '-hls_segment_filename', join(folder, '%05d.m4s')],
    [join(folder, 'index.m3u8')],
  ].flat()
}

async function read(file: string): Promise<MadeFile> {
  const bytes = await readFile(file)
  return { bytes, hash: contentHash(sha256(bytes)), pieces: rootOfPieces(bytes, sha256) }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}
