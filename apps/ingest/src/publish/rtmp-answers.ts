/** What the server says to a publisher, as bytes: each a message in one chunk. */

import { type AmfValue, writeAmf0 } from './amf0.ts'

/** How much a client may send before it is told that it has arrived. */
export const WINDOW_BYTES = 2_500_000

const CONTROL_CHUNKS = 2
const COMMAND_CHUNKS = 3
/** More than the longest answer. */
const CHUNK_SIZE = 4096
const LONGEST_DESCRIPTION = 1000
const COMMAND = 20
const DYNAMIC = 2
const PONG = 7
const CAN_DECODE = 1
/** Enhanced RTMP's names of codecs; whether this ffmpeg decodes one is found out once it is sent. */
const FOUR_CCS = ['avc1', 'hvc1', 'av01', 'vp09']

/** To `connect`. `wantedFourCcs` are those that the client would like to send, `*` for all. */
export function connected(transaction: number, wantedFourCcs: readonly string[]): Buffer[] {
  const fourCcs = FOUR_CCS.filter((name) => wantedFourCcs.includes(name) || wantedFourCcs.includes('*'))
  const enhanced = {
    fourCcList: fourCcs,
    videoFourCcInfoMap: Object.fromEntries(fourCcs.map((name) => [name, CAN_DECODE])),
    capsEx: 0,
  }
  const information = {
    level: 'status',
    code: 'NetConnection.Connect.Success',
    description: 'Connection succeeded.',
    objectEncoding: 0,
    ...(fourCcs.length > 0 ? enhanced : {}),
  }
  return [
    control(5, WINDOW_BYTES),
    control(6, WINDOW_BYTES, DYNAMIC),
    control(1, CHUNK_SIZE),
    result(transaction, { fmsVer: 'FMS/3,0,1,123', capabilities: 31 }, information),
  ]
}

export function result(transaction: number, object: AmfValue, information: AmfValue): Buffer {
  return command(0, writeAmf0('_result', transaction, object, information))
}

export function status(streamId: number, level: 'status' | 'error', code: string, description: string): Buffer {
  const information = { level, code, description: description.slice(0, LONGEST_DESCRIPTION) }
  return command(streamId, writeAmf0('onStatus', 0, null, information))
}

export function acknowledgement(receivedBytes: number): Buffer {
  return control(3, receivedBytes % 0x1_0000_0000)
}

/** @param ping with the client's time in its bytes 2 to 5 */
export function pong(ping: Buffer): Buffer {
  const event = Buffer.from([0, PONG, 0, 0, 0, 0])
  ping.copy(event, 2, 2, 6)
  return message({ chunkStream: CONTROL_CHUNKS, type: 4, streamId: 0, payload: event })
}

function control(type: number, value: number, ...more: number[]): Buffer {
  const payload = Buffer.from([0, 0, 0, 0, ...more])
  payload.writeUInt32BE(value)
  return message({ chunkStream: CONTROL_CHUNKS, type, streamId: 0, payload })
}

function command(streamId: number, payload: Buffer): Buffer {
  return message({ chunkStream: COMMAND_CHUNKS, type: COMMAND, streamId, payload })
}

function message(parts: { chunkStream: number; type: number; streamId: number; payload: Buffer }): Buffer {
  const header = Buffer.alloc(12)
  header.writeUInt8(parts.chunkStream)
  header.writeUIntBE(parts.payload.length, 4, 3)
  header.writeUInt8(parts.type, 7)
  header.writeUInt32LE(parts.streamId, 8)
  return Buffer.concat([header, parts.payload])
}
