/** RTMP messages made up by its grammar: mostly well-formed, with contents that nobody sends. */

import { type AmfValue, writeAmf0 } from '../../apps/ingest/src/publish/amf0.ts'
import {
  COMMAND,
  connectMessage,
  encodeMessage,
  HANDSHAKE,
  publishMessage,
  unpublishMessage,
} from '../../apps/ingest/src/testing/rtmp-bytes.ts'
import type { MediaPacket } from '../../apps/ingest/src/transcode/media-packet.ts'
import { mutate } from './mutate.ts'
import type { Random } from './random.ts'

const TYPES = [1, 2, 3, 4, 5, 6, 8, 9, 15, 16, 17, 18, 19, 20, 22]
const MEDIA_TYPES = { audio: 8, video: 9, script: 18 }
const NAMES =
  'connect createStream publish releaseStream FCPublish FCUnpublish deleteStream closeStream play _checkbw onMetaData @setDataFrame __proto__ constructor'.split(
    ' ',
  )
const FIELDS =
  'app tcUrl fourCcList videoFourCcInfoMap capsEx objectEncoding width height framerate videodatarate videocodecid audiocodecid'.split(
    ' ',
  )
const NUMBERS = [0, 1, -1, 0.5, 128, 65_536, 2 ** 31, 2 ** 32, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, 1e-300]
const TIMES = [0, 1, 40, 0xff_fffe, 0xff_ffff, 0x0100_0000, 0x7fff_ffff, 0xffff_ffff]
const FIRST_BYTES = [0x17, 0x27, 0x10, 0x12, 0x90, 0x91, 0x93, 0x94, 0xa0, 0x95, 0xff, 0xaf, 0xae, 0x2f, 0x9f, 0]
const FOUR_CCS = ['hvc1', 'av01', 'vp09', 'avc1', 'Opus', '\0\0\0\0']

export type Grammar = { random: Random; media: readonly MediaPacket[]; key: string }

/** What a client says first, and how far it has got with that. */
export function openingBytes({ random, key }: Grammar): Buffer {
  const said = random.chance(0.85) ? 3 : 1 + random.int(2)
  const opening = [HANDSHAKE, connectMessage('live'), publishMessage(key)].slice(0, said)
  const bytes = Buffer.concat(opening)
  return random.chance(0.03) ? mutate(random, bytes) : bytes
}

export function randomMessage(grammar: Grammar): Buffer {
  const { random } = grammar
  if (random.chance(0.01)) return random.bytes(random.int(300))
  if (random.chance(0.01)) return unpublishMessage(grammar.key)
  if (random.chance(0.01)) return publishMessage(grammar.key, random.int(3))
  const { type, payload } = random.chance(0.5) ? mediaMessage(grammar) : otherMessage(grammar)
  const options = {
    ...{ type, payload },
    ...(random.chance(0.02) ? { declaredLength: random.int(random.pick([300, 65_537, 0xff_ffff])) } : {}),
    timestamp: random.chance(0.7) ? random.int(0x10_0000) : random.pick(TIMES),
    chunkStream: random.chance(0.95) ? 2 + random.int(6) : 2 + random.int(65_598),
    streamId: random.int(3),
    isTimeRepeated: random.chance(0.8),
  }
  const message = encodeMessage({ ...options, format: random.chance(0.7) ? 0 : 1 })
  if (random.chance(0.03)) return mutate(random, message)
  // Headers that leave the length out can only follow a message of the same one.
  if (random.chance(0.9)) return message
  return Buffer.concat([message, encodeMessage({ ...options, format: random.pick([2, 3]) })])
}

function mediaMessage({ random, media }: Grammar): { type: number; payload: Buffer } {
  const packet = random.pick(media)
  const type = MEDIA_TYPES[packet.kind]
  if (random.chance(0.4)) return { type, payload: packet.payload.subarray(0, 4000) }
  if (random.chance(0.6)) return { type, payload: mutate(random, packet.payload.subarray(0, 2000)) }
  const head = Buffer.from([random.pick(FIRST_BYTES), random.int(4), ...Buffer.from(random.pick(FOUR_CCS))])
  const start = random.int(2) + 1
  return {
    type: random.pick([8, 9]),
    payload: Buffer.concat([head.subarray(0, start), head.subarray(2), random.bytes(random.int(64))]),
  }
}

function otherMessage(grammar: Grammar): { type: number; payload: Buffer } {
  const { random } = grammar
  const type = random.chance(0.95) ? random.pick(TYPES) : 23 + random.int(233)
  if (type === COMMAND || type === 18) return { type, payload: randomAmf(random) }
  if (type === 17 || type === 15) return { type, payload: Buffer.concat([Buffer.from([0]), randomAmf(random)]) }
  if (type === 22) return { type, payload: aggregate(grammar) }
  // Chunk sizes that are too small or too large to get any further with are rare.
  if (type === 1 && random.chance(0.95)) return { type, payload: Buffer.from([0, 0, 0, 128]) }
  return { type, payload: random.bytes(random.chance(0.8) ? 4 : random.int(12)) }
}

function randomAmf(random: Random): Buffer {
  const values = Array.from({ length: random.int(4) }, () => randomValue(random, 0))
  const bytes = writeAmf0(random.pick(NAMES), random.int(5), ...values)
  if (random.chance(0.01)) return Buffer.alloc(3000, Buffer.from([0x0a, 0, 0, 0, 1])) // lists in lists
  return random.chance(0.05) ? mutate(random, bytes) : bytes
}

function randomValue(random: Random, depth: number): AmfValue {
  switch (random.int(depth > 5 ? 4 : 7)) {
    case 0:
      return random.pick(NUMBERS)
    case 1:
      return random.pick([true, false, null, undefined])
    case 2:
      return random.pick(NAMES)
    case 3:
      return random.bytes(random.int(40)).toString('latin1')
    case 4:
      return Array.from({ length: random.int(5) }, () => randomValue(random, depth + 1))
    default: {
      const fields = Array.from({ length: random.int(5) }, () => [random.pick(FIELDS), randomValue(random, depth + 1)])
      return Object.fromEntries(fields)
    }
  }
}

function aggregate(grammar: Grammar): Buffer {
  const tags = Array.from({ length: grammar.random.int(4) }, () => {
    const { type, payload } = mediaMessage(grammar)
    const head = Buffer.alloc(11)
    head.writeUInt8(type)
    head.writeUIntBE(payload.length, 1, 3)
    head.writeUIntBE(grammar.random.int(0x100_0000), 4, 3)
    return Buffer.concat([head, payload, Buffer.alloc(4)])
  })
  const bytes = Buffer.concat(tags)
  return grammar.random.chance(0.05) ? mutate(grammar.random, bytes) : bytes
}
