/** For tests: the packets of a publisher, out of a file that ffmpeg makes. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { MediaPacket } from '../transcode/media-packet.ts'
import { readFlv } from './media-packets.ts'

const run = promisify(execFile)

/** `args` are ffmpeg's, without an output. */
export async function publisherPackets(args: string[]): Promise<MediaPacket[]> {
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-nostdin', ...args, '-f', 'flv', 'pipe:1'], {
    encoding: 'buffer',
    maxBuffer: 268_435_456,
  })
  return readFlv(stdout)
}
