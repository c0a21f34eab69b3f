/** For tests: Enhanced RTMP packets of H.265, AV1 and VP9, out of an MP4 that ffmpeg makes. */

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { MediaPacket } from '../transcode/media-packet.ts'

const run = promisify(execFile)
const seconds = z.string().transform(Number)
const samplesSchema = z.object({
  packets: z.array(z.object({ pts_time: seconds, dts_time: seconds, size: seconds, pos: seconds, flags: z.string() })),
})
type EnhancedCodec = 'H.265' | 'AV1' | 'VP9'

const FOUR_CCS = { 'H.265': 'hvc1', AV1: 'av01', VP9: 'vp09' }
/** The box of the decoder's configuration. */
const BOXES = { 'H.265': 'hvcC', AV1: 'av1C', VP9: 'vpcC' }
const SEQUENCE_START = 0
const CODED_FRAMES = 1
const [KEY_FRAME, INTER_FRAME] = [1, 2]

/** `args` are ffmpeg's, without an output; the picture alone is taken. */
export async function enhancedPackets(codec: EnhancedCodec, args: string[]): Promise<MediaPacket[]> {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-enhanced-'))
  try {
    const path = join(folder, 'source.mp4')
    await run('ffmpeg', ['-v', 'error', '-nostdin', ...args, path])
    const fields = 'packet=pts_time,dts_time,size,pos,flags'
    const shown = await run(
      'ffprobe',
      ['-v', 'error', '-select_streams', 'v:0', '-show_entries', fields, '-of', 'json', path],
      { maxBuffer: 16_777_216 },
    )
    const { packets } = samplesSchema.parse(JSON.parse(shown.stdout))
    const file = await readFile(path)
    const header = tag(codec, { type: SEQUENCE_START, isKey: true, body: readBox(file, BOXES[codec]) })
    return [
      { kind: 'video', timestampMs: 0, payload: header, arrivedAtMs: 0 },
      ...packets.map(({ pts_time, dts_time, size, pos, flags }): MediaPacket => {
        // An MP4 of B-frames starts before 0, and a publisher's clock does not.
        const timestampMs = Math.round(1000 * dts_time) + 100
        const offsetMs = Math.round(1000 * pts_time) + 100 - timestampMs
        const isKey = flags.startsWith('K')
        const body = file.subarray(pos, pos + size)
        const payload = tag(codec, { type: CODED_FRAMES, isKey, offsetMs, body })
        return { kind: 'video', timestampMs, payload, arrivedAtMs: timestampMs }
      }),
    ]
  } finally {
    await rm(folder, { recursive: true })
  }
}

type Tag = { type: number; isKey: boolean; offsetMs?: number; body: Buffer }

function tag(codec: EnhancedCodec, { type, isKey, offsetMs = 0, body }: Tag): Buffer {
  const head = Buffer.from([0x80 | ((isKey ? KEY_FRAME : INTER_FRAME) << 4) | type])
  const offset = Buffer.alloc(type === CODED_FRAMES && codec === 'H.265' ? 3 : 0)
  if (offset.length > 0) offset.writeIntBE(offsetMs, 0, 3)
  return Buffer.concat([head, Buffer.from(FOUR_CCS[codec], 'latin1'), offset, body])
}

function readBox(file: Buffer, type: string): Buffer {
  const at = file.lastIndexOf(type, undefined, 'latin1')
  return file.subarray(at + 4, at - 4 + file.readUInt32BE(at - 4))
}
