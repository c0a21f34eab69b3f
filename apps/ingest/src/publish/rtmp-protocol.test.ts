import { expect, it } from 'vitest'
import { COMMAND, connectMessage, encodeAmf, encodeMessage, HANDSHAKE, publishMessage } from '../testing/rtmp-bytes.ts'
import type { MediaPacket } from '../transcode/media-packet.ts'
import { type PublishRequest, RTMP_LIMITS, RtmpProtocol, RtmpProtocolError, readMetadata } from './rtmp-protocol.ts'

type Stage = 'shaken' | 'connected' | 'accepted'

function open(stage: Stage) {
  const requests: PublishRequest[] = []
  const media: MediaPacket[] = []
  const protocol = new RtmpProtocol({
    send: () => {},
    onPublish: (request) => requests.push(request),
    onMedia: (packet) => media.push(packet),
    onUnpublish: () => {},
  })
  protocol.receive(HANDSHAKE)
  if (stage !== 'shaken') protocol.receive(connectMessage())
  if (stage === 'accepted') {
    protocol.receive(publishMessage('key'))
    protocol.accept()
  }
  return { protocol, requests, media }
}

it('reads the key of a publisher without what follows a question mark', () => {
  const { protocol, requests } = open('connected')
  protocol.receive(publishMessage('shoal_a-B?key=x'))
  expect(requests).toEqual([{ app: 'live', name: 'shoal_a-B' }])
})

it('hands on media with memory of its own', () => {
  const { protocol, media } = open('accepted')
  for (const byte of [1, 2]) {
    protocol.receive(encodeMessage({ type: 9, payload: Buffer.alloc(200, byte), timestamp: byte }))
  }
  expect(media.map(({ kind, timestampMs, payload }) => [kind, timestampMs, payload[199]])).toEqual([
    ['video', 1, 1],
    ['video', 2, 2],
  ])
})

it('reads metadata, and nothing out of what is none', () => {
  expect(readMetadata(encodeAmf('@setDataFrame', 'onMetaData', { width: 640 }))).toEqual({ width: 640 })
  expect(readMetadata(Buffer.from('ffffff', 'hex'))).toBeNull()
})

const byteAfter = Buffer.from([3])
const empty = (type: number) => Buffer.concat([encodeMessage({ type, payload: Buffer.alloc(0) }), byteAfter])
const large = (declaredLength: number, chunkStream = 3) =>
  encodeMessage({ type: 9, payload: Buffer.alloc(128), declaredLength, chunkStream })

it.each<[string, Stage, Buffer]>([
  ['a control message of no length', 'shaken', empty(1)],
  ['a window size of no length', 'shaken', empty(5)],
  ['a command of no length', 'shaken', empty(COMMAND)],
  ['a chunk size of 0', 'shaken', encodeMessage({ type: 1, payload: Buffer.alloc(4) })],
  ['a message too large for a stranger', 'shaken', large(RTMP_LIMITS.strangerMessageBytes + 1)],
  ['a message too large for a publisher', 'accepted', large(RTMP_LIMITS.messageBytes + 1)],
  [
    'a connect command with no address',
    'shaken',
    encodeMessage({ type: COMMAND, payload: encodeAmf('connect', 1, {}) }),
  ],
  [
    'a command named like an inherited field',
    'shaken',
    encodeMessage({ type: COMMAND, payload: encodeAmf('constructor') }),
  ],
  ['a second connect command', 'connected', connectMessage()],
  ['a publish command before connect', 'shaken', publishMessage('key')],
  ['a second publish command', 'accepted', publishMessage('key')],
  ['media before publish', 'connected', encodeMessage({ type: 8, payload: Buffer.from([0xaf, 1]) })],
  ['a play command', 'connected', encodeMessage({ type: COMMAND, payload: encodeAmf('play', 4, null, 'key') })],
  [
    'an array that says it has 4 thousand million items',
    'shaken',
    encodeMessage({ type: COMMAND, payload: Buffer.from('0affffffff05', 'hex') }),
  ],
  [
    'arrays within arrays within arrays',
    'shaken',
    encodeMessage({ type: COMMAND, payload: Buffer.alloc(60_000, Buffer.from('0a00000001', 'hex')) }),
  ],
])('does not read on after %s', (_, stage, bytes) => {
  expect(() => open(stage).protocol.receive(bytes)).toThrow(RtmpProtocolError)
})

it('does not read what does not begin like RTMP', () => {
  const protocol = new RtmpProtocol({ send() {}, onPublish() {}, onMedia() {}, onUnpublish() {} })
  expect(() => protocol.receive(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toThrow(RtmpProtocolError)
})

it('holds a bounded number of half-read messages', () => {
  const { protocol } = open('accepted')
  const openMany = () => {
    for (let i = 0; i < 14; i++) protocol.receive(large(RTMP_LIMITS.messageBytes, 10 + i))
  }
  expect(openMany).toThrow('too many half-read messages')
})

it('does not grow when a header lengthens a message that has begun', () => {
  const { protocol } = open('accepted')
  protocol.receive(large(1000))
  const longer = Buffer.from([0x43, 0, 0, 0, 0x10, 0, 0, 9])
  const rest = Buffer.alloc(0x11_0000, 0xc3)
  expect(() => protocol.receive(Buffer.concat([longer, rest]))).toThrow(RtmpProtocolError)
})

it('takes 10,000 random messages without any other harm than a protocol error', { timeout: 60_000 }, () => {
  const random = seededRandom(20_26)
  const stages: Stage[] = ['shaken', 'connected', 'accepted']
  let connection = open('shaken')
  let [errors, mostHeldBytes] = [0, 0]
  for (let i = 0; i < 10_000; i++) {
    if (i % 32 === 0) connection = open(stages[(i / 32) % stages.length] ?? 'shaken')
    try {
      connection.protocol.receive(randomMessage(random))
    } catch (error) {
      if (!(error instanceof RtmpProtocolError)) throw error
      errors += 1
      connection = open(stages[i % stages.length] ?? 'shaken')
    }
    connection.media.length = 0
    const held = [...connection.protocol.inPackets.values()].reduce((sum, { capacity }) => sum + capacity, 0)
    mostHeldBytes = Math.max(mostHeldBytes, held)
  }
  expect(errors).toBeGreaterThan(200)
  expect(mostHeldBytes).toBeLessThanOrEqual(RTMP_LIMITS.bufferedBytes)
})

/** Mostly well-formed headers around random payloads, so that the parser gets far. */
function randomMessage(random: () => number): Buffer {
  const payload = Buffer.from(Array.from({ length: random() % 300 }, () => random() % 256))
  if (random() % 4 === 0) return payload
  const types = [1, 2, 3, 4, 5, 6, 8, 9, 15, 17, 18, 19, 20, 22, random() % 256]
  const message = encodeMessage({
    type: types[random() % types.length] ?? 0,
    payload,
    declaredLength: random() % 3 === 0 ? random() % 0x4_0000 : payload.length,
    timestamp: random() % 0x100_0000,
    chunkStream: 2 + (random() % 20),
  })
  message.writeUInt8(message.readUInt8(0) | ((random() % 4) << 6), 0)
  return random() % 5 === 0 ? message.subarray(0, random() % message.length) : message
}

/** Numerical Recipes' linear congruential generator. */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 8
  }
}
