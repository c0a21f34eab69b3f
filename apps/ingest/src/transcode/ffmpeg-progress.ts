/** Reads what ffmpeg says of its progress (`-progress`): blocks of `key=value` lines, each ended by `progress=`. */

import { z } from 'zod'

/**
 * A block. What ffmpeg does not know, it calls `N/A`. Its own speed is not read: with `-copyts` and several outputs it
 * and the time count from, and for, the wrong output (5.1). Whether they move is what they are good for.
 */
export type FfmpegProgress = {
  /** Frames of the first picture that it writes. */
  frames: number | null
  /** Of one of the outputs. */
  outTimeUs: number | null
}

const LONGEST_BLOCK = 8192

const number = z.coerce.number().finite().nullable().catch(null)
const blockSchema = z.object({ frame: number.default(null), out_time_us: number.default(null) })

/** Returns a function that takes ffmpeg's output as it comes. */
export function createProgressReader(onProgress: (progress: FfmpegProgress) => void): (text: string) => void {
  let pending = ''
  return (text) => {
    const blocks = (pending + text).split(/^progress=.*\n/m)
    pending = blocks.pop()?.slice(-LONGEST_BLOCK) ?? ''
    for (const block of blocks) onProgress(readBlock(block))
  }
}

function readBlock(block: string): FfmpegProgress {
  const lines = block.split('\n').map((line) => line.split('=', 2))
  const { frame, out_time_us } = blockSchema.parse(
    Object.fromEntries(lines.map(([key = '', value = '']) => [key.trim(), value.trim()])),
  )
  return { frames: frame, outTimeUs: out_time_us }
}
