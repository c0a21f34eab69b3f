/** The test picture as a file of FLV, encoded once and published many times, so that its encoder is in no figure. */

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { RUN_START_SECONDS } from '../../apps/ingest/src/transcode/ladder.ts'
import { buildPictureArguments } from '../../scripts/shoal/picture.ts'

export const ffmpegPath = process.env.SHOAL_FFMPEG || 'ffmpeg'

/** 1280×720 at 30 frames a second, key frames two seconds apart, AAC. */
export async function makeTestPicture(file: string, seconds: number): Promise<void> {
  const picture = { width: 1280, height: 720, fps: 30, seconds, hasText: false, target: file }
  const args = buildPictureArguments(picture).filter((argument) => argument !== '-re')
  await promisify(execFile)(ffmpegPath, args, { timeout: 20_000 + seconds * 4000 })
}

export type PacedBytes = { atMs: number; bytes: Buffer }

const HEADER_BYTES = 13
const TAG_HEAD_BYTES = 11
const LENGTH_BYTES = 4

/** What ingest feeds its ffmpeg: the file's own header and tags, on a clock that begins where ingest's runs begin. */
export async function readPacedTags(file: string): Promise<PacedBytes[]> {
  const flv = await readFile(file)
  const paced: PacedBytes[] = [{ atMs: 0, bytes: flv.subarray(0, HEADER_BYTES) }]
  for (let at = HEADER_BYTES; at + TAG_HEAD_BYTES < flv.length; ) {
    const end = at + TAG_HEAD_BYTES + flv.readUIntBE(at + 1, 3) + LENGTH_BYTES
    const bytes = flv.subarray(at, end)
    const atMs = bytes.readUIntBE(4, 3) + bytes.readUInt8(7) * 2 ** 24
    const time = atMs + RUN_START_SECONDS * 1000
    bytes.writeUIntBE(time & 0xff_ffff, 4, 3)
    bytes.writeUInt8(time >>> 24, 7)
    paced.push({ atMs, bytes })
    at = end
  }
  return paced
}
