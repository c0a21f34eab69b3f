/** For tests: a publisher's packets, made by hand or by ffmpeg. */

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import type { MediaPacket } from '../transcode/media-packet.ts'
import { addMs } from '../transcode/source-time.ts'
import { buildSourceArguments, type TestSourceOptions } from './test-source.ts'

const KINDS = new Map<number, MediaPacket['kind']>([
  [8, 'audio'],
  [9, 'video'],
  [18, 'script'],
])
const FILE_HEADER_BYTES = 13
const TAG_HEADER_BYTES = 11
const TAG_SIZE_BYTES = 4

/** An H.264 packet; `offsetMs` from its decoding to its being shown. */
export function videoPacket(timestampMs: number, { isKey = false, offsetMs = 0, bytes = 100 } = {}): MediaPacket {
  const payload = Buffer.alloc(Math.max(8, bytes))
  payload.writeUInt8(isKey ? 0x17 : 0x27, 0)
  payload.writeUInt8(1, 1)
  payload.writeIntBE(offsetMs, 2, 3)
  return { kind: 'video', timestampMs, payload, arrivedAtMs: timestampMs }
}

export function audioPacket(timestampMs: number, bytes = 100): MediaPacket {
  const payload = Buffer.alloc(Math.max(8, bytes))
  payload.writeUInt8(0xaf, 0)
  payload.writeUInt8(1, 1)
  return { kind: 'audio', timestampMs, payload, arrivedAtMs: timestampMs }
}

export function headerPacket(kind: 'audio' | 'video', settings = 0): MediaPacket {
  const payload = Buffer.from([kind === 'video' ? 0x17 : 0xaf, 0, 0, 0, 0, settings])
  return { kind, timestampMs: 0, payload, arrivedAtMs: 0 }
}

/** What ffmpeg's test picture and tone look like as packets, all at once; `arrivedAtMs` counts from 0. */
export async function makeMediaPackets(options: Omit<TestSourceOptions, 'url'> & { seconds: number }) {
  const args = buildSourceArguments({ ...options, url: 'pipe:1' }, { isLive: false })
  const child: ChildProcessByStdio<null, Readable, null> = spawn('ffmpeg', args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(child, 'close')
  return readFlv(Buffer.concat(chunks))
}

/** The packets of an FLV file. */
export function readFlv(file: Buffer): MediaPacket[] {
  const packets: MediaPacket[] = []
  for (let at = FILE_HEADER_BYTES; at + TAG_HEADER_BYTES <= file.length; ) {
    const kind = KINDS.get(file.readUInt8(at))
    const length = file.readUIntBE(at + 1, 3)
    const timestampMs = file.readUIntBE(at + 4, 3) + file.readUInt8(at + 7) * 0x100_0000
    const payload = file.subarray(at + TAG_HEADER_BYTES, at + TAG_HEADER_BYTES + length)
    if (kind) packets.push({ kind, timestampMs, payload, arrivedAtMs: timestampMs })
    at += TAG_HEADER_BYTES + length + TAG_SIZE_BYTES
  }
  return packets
}

/** Hands packets over when they are due, as a publisher would; again from the start, a clock further, when they end. */
export function playMediaPackets(
  packets: readonly MediaPacket[],
  receive: (packet: MediaPacket) => void,
  { loopMs = 0, firstMs = 0 } = {},
): Disposable & { readonly done: Promise<void> } {
  const startedAtMs = Date.now()
  const { promise: done, resolve } = Promise.withResolvers<void>()
  let next = 0
  let laps = 0
  const timer = setInterval(() => {
    const nowMs = Date.now() - startedAtMs
    for (;;) {
      if (next === packets.length && loopMs > 0) [next, laps] = [0, laps + 1]
      const packet = packets[next]
      if (!packet) {
        clearInterval(timer)
        resolve()
        return
      }
      const dueMs = packet.timestampMs + laps * loopMs
      if (dueMs > nowMs) return
      next += 1
      receive({ ...packet, timestampMs: Math.round(addMs(firstMs, dueMs)), arrivedAtMs: Date.now() })
    }
  }, 5)
  return { done, [Symbol.dispose]: () => clearInterval(timer) }
}
