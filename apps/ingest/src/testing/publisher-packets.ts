/** For tests: the packets of a publisher, out of a file that ffmpeg makes. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { MediaPacket } from '../transcode/media-packet.ts'

const run = promisify(execFile)
const KINDS = new Map<number, MediaPacket['kind']>([
  [8, 'audio'],
  [9, 'video'],
  [18, 'script'],
])
const FLV_HEADER_BYTES = 13

/** `args` are ffmpeg's, without an output. */
export async function publisherPackets(args: string[]): Promise<MediaPacket[]> {
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-nostdin', ...args, '-f', 'flv', 'pipe:1'], {
    encoding: 'buffer',
    maxBuffer: 268_435_456,
  })
  return readFlv(stdout)
}

function readFlv(flv: Buffer): MediaPacket[] {
  const packets: MediaPacket[] = []
  for (let at = FLV_HEADER_BYTES; at + 15 <= flv.length; ) {
    const kind = KINDS.get(flv.readUInt8(at))
    const length = flv.readUIntBE(at + 1, 3)
    const timestampMs = flv.readUIntBE(at + 4, 3) + flv.readUInt8(at + 7) * 0x100_0000
    const payload = flv.subarray(at + 11, at + 11 + length)
    if (kind) packets.push({ kind, timestampMs, payload, arrivedAtMs: timestampMs })
    at += 11 + length + 4
  }
  return packets
}
