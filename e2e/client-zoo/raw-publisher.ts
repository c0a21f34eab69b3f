/** A publisher of our own, for what no other one can be told to do: real packets in chunks of any size, at any time. */

import { once } from 'node:events'
import { connect } from 'node:net'
import { playMediaPackets } from '../../apps/ingest/src/testing/media-packets.ts'
import {
  connectMessage,
  encodeMessage,
  HANDSHAKE,
  publishMessage,
  setChunkSizeMessage,
  unpublishMessage,
} from '../../apps/ingest/src/testing/rtmp-bytes.ts'
import type { MediaPacket } from '../../apps/ingest/src/transcode/media-packet.ts'

export type RawOptions = {
  port: number
  key: string
  packets: readonly MediaPacket[]
  chunkSize?: number
  firstMs?: number
  /** Whether later chunks of a message repeat a time that takes four bytes. */
  isTimeRepeated?: boolean
  /** All headers but a stream's first with a difference in place of a time. */
  hasDifferences?: boolean
  /** The second byte or the two after it of a chunk's header hold the number of its stream. */
  firstChunkStream?: number
}

const TYPES = { audio: 8, video: 9, script: 18 }
const LOOP_MS = 4000

export async function startRawPublisher(options: RawOptions) {
  const { port, key, packets, chunkSize = 128, firstMs = 0, isTimeRepeated = true, hasDifferences = false } = options
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  await once(socket, 'connect')
  socket.resume()
  socket.write(Buffer.concat([HANDSHAKE, connectMessage(), setChunkSizeMessage(chunkSize), publishMessage(key)]))
  const lastMs = new Map<number, number>()

  const send = ({ kind, timestampMs, payload }: MediaPacket) => {
    const type = TYPES[kind]
    const chunkStream = (options.firstChunkStream ?? 4) + type
    const last = lastMs.get(chunkStream)
    const isDifference = hasDifferences && last !== undefined && timestampMs >= last
    const time = isDifference
      ? { timestamp: timestampMs - last, format: 1 as const }
      : { timestamp: timestampMs, format: 0 as const }
    lastMs.set(chunkStream, timestampMs)
    socket.write(encodeMessage({ type, payload, chunkStream, chunkSize, isTimeRepeated, ...time }))
  }
  const play = (fromMs: number, played = packets) =>
    playMediaPackets(played, send, { loopMs: LOOP_MS, firstMs: fromMs })
  let playing = play(firstMs)

  return {
    errors: () => (socket.closed ? 'the connection was closed' : ''),
    /** Says that it is done, and begins anew on the same connection, with a clock that goes on. */
    publishAgain() {
      playing[Symbol.dispose]()
      socket.write(Buffer.concat([unpublishMessage(key), publishMessage(key)]))
      playing = play(Math.max(...lastMs.values()) + 100)
    },
    /** Goes on with another source, as a telephone that is turned does. */
    turn(turned: readonly MediaPacket[]) {
      playing[Symbol.dispose]()
      playing = play(Math.max(...lastMs.values()) + 100, turned)
    },
    async [Symbol.asyncDispose]() {
      playing[Symbol.dispose]()
      socket.destroy()
    },
  }
}
