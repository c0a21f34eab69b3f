/** Asks an ffmpeg which of a publisher's video codecs it can decode. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { VideoCodec } from './media-packet.ts'

/** Decoders in software. ffmpeg's own `av1` works with a graphics card alone. */
const DECODERS: Record<VideoCodec, string[]> = {
  'H.264': ['h264'],
  'H.265': ['hevc'],
  AV1: ['libdav1d', 'libaom-av1'],
  VP9: ['vp9', 'libvpx-vp9'],
}

/** Whether this machine's ffmpeg can decode what a publisher sends. */
export type FfmpegDecodes = (codec: VideoCodec) => boolean

/** Asked once, at the start. */
export async function loadFfmpegDecodes(ffmpegPath: string): Promise<FfmpegDecodes> {
  const { stdout } = await promisify(execFile)(ffmpegPath, ['-hide_banner', '-decoders'], { timeout: 15_000 })
  return readDecoders(stdout)
}

/** Lines such as ` VFS..D hevc   HEVC (High Efficiency Video Coding)`. H.264 is taken for granted. */
export function readDecoders(listing: string): FfmpegDecodes {
  const listed = new Set(listing.split('\n').map((line) => /^ *V\S+ +(\S+)/.exec(line)?.[1]))
  return (codec) => codec === 'H.264' || DECODERS[codec].some((name) => listed.has(name))
}
