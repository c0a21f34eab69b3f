import { expect, it } from 'vitest'
import {
  COMMAND,
  connectMessage,
  encodeAmf,
  encodeMessage,
  HANDSHAKE,
  publishMessage,
  setChunkSizeMessage,
  unpublishMessage,
} from '../testing/rtmp-bytes.ts'
import type { MediaPacket } from '../transcode/media-packet.ts'
import type { AmfValue } from './amf0.ts'
import { type PublishRequest, RTMP_LIMITS, RtmpProtocol, RtmpProtocolError, readMetadata } from './rtmp-protocol.ts'

type Stage = 'shaken' | 'connected' | 'accepted'

function open(stage: Stage) {
  const requests: PublishRequest[] = []
  const media: MediaPacket[] = []
  const sent: Buffer[] = []
  let ends = 0
  const protocol = new RtmpProtocol({
    send: (bytes) => sent.push(bytes),
    onPublish: (request) => requests.push(request),
    onMedia: (packet) => media.push(packet),
    onUnpublish: () => {
      ends += 1
    },
  })
  protocol.receive(HANDSHAKE)
  if (stage !== 'shaken') protocol.receive(connectMessage())
  if (stage === 'accepted') {
    protocol.receive(publishMessage('key'))
    protocol.accept()
  }
  return { protocol, requests, media, answers: () => Buffer.concat(sent).toString('latin1'), ends: () => ends }
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

const large = (declaredLength: number, chunkStream = 3) =>
  encodeMessage({ type: 9, payload: Buffer.alloc(128), declaredLength, chunkStream })

it.each<[string, Stage, Buffer]>([
  ['a control message of no length', 'shaken', encodeMessage({ type: 1, payload: Buffer.alloc(0) })],
  ['a window size of no length', 'shaken', encodeMessage({ type: 5, payload: Buffer.alloc(0) })],
  ['a command of no length', 'shaken', encodeMessage({ type: COMMAND, payload: Buffer.alloc(0) })],
  ['a chunk size of 0', 'shaken', encodeMessage({ type: 1, payload: Buffer.alloc(4) })],
  ['a message too large for a stranger', 'shaken', large(RTMP_LIMITS.strangerMessageBytes + 1)],
  ['a message too large for a publisher', 'accepted', large(RTMP_LIMITS.messageBytes + 1)],
  [
    'a connect command with no address',
    'shaken',
    encodeMessage({ type: COMMAND, payload: encodeAmf('connect', 1, {}) }),
  ],
  ['a command whose name is a number', 'shaken', encodeMessage({ type: COMMAND, payload: encodeAmf(1, 1, null) })],
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
  protocol.receive(setChunkSizeMessage(6_000_000))
  const openMany = () => {
    for (let chunkStream = 10; chunkStream < 14; chunkStream++) {
      const payload = Buffer.alloc(6_000_001)
      protocol.receive(encodeMessage({ type: 9, payload, chunkStream, chunkSize: 6_000_000 }).subarray(0, 6_000_012))
    }
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

const media = (type: number, payload: Buffer, timestamp = 0) => encodeMessage({ type, payload, timestamp })
const asPairs = (packets: MediaPacket[]) => packets.map(({ kind, payload }) => [kind, payload.toString('latin1')])

it('is asked anew when the publisher has said that it is done, and publishes again', () => {
  const { protocol, requests, media: received, answers, ends } = open('accepted')
  protocol.receive(media(9, Buffer.from('one')))
  protocol.receive(unpublishMessage('key'))
  expect(ends()).toBe(1)
  expect(answers()).toContain('NetStream.Unpublish.Success')
  protocol.receive(media(9, Buffer.from('late')))
  protocol.receive(publishMessage('other', 2))
  protocol.accept()
  protocol.receive(media(9, Buffer.from('two')))
  expect(requests.map(({ name }) => name)).toEqual(['key', 'other'])
  expect(asPairs(received)).toEqual([
    ['video', 'one'],
    ['video', 'two'],
  ])
})

it('goes on when another stream than the published one is deleted', () => {
  const { protocol, ends } = open('accepted')
  const deleteStream = (id: number) => encodeMessage({ type: COMMAND, payload: encodeAmf('deleteStream', 5, null, id) })
  protocol.receive(deleteStream(7))
  expect(ends()).toBe(0)
  protocol.receive(deleteStream(1))
  expect(ends()).toBe(1)
})

it('answers a client of Enhanced RTMP with the codecs that both know', () => {
  const { protocol, answers } = open('shaken')
  protocol.receive(connectMessage('live', { fourCcList: ['av01', 'vp09', 'hvc1', 'abcd'], capsEx: 3 }))
  expect(answers()).toContain('NetConnection.Connect.Success')
  for (const name of ['hvc1', 'av01', 'vp09', 'videoFourCcInfoMap']) expect(answers()).toContain(name)
  expect(answers()).not.toContain('abcd')
})

it('says nothing of Enhanced RTMP to a client that does not ask', () => {
  expect(open('connected').answers()).not.toContain('fourCcList')
})

it('hands on the headers of Enhanced RTMP as they are', () => {
  const { protocol, media: received } = open('accepted')
  protocol.receive(media(9, Buffer.from('\x90hvc1', 'latin1')))
  expect(asPairs(received)).toEqual([['video', '\x90hvc1']])
})

it('reads commands and data that say they are AMF3', () => {
  const { protocol, requests, media: received } = open('shaken')
  const amf3 = (type: number, ...values: AmfValue[]) =>
    encodeMessage({ type, payload: Buffer.concat([Buffer.from([0]), encodeAmf(...values)]) })
  protocol.receive(amf3(17, 'connect', 1, { app: 'live', objectEncoding: 3 }))
  protocol.receive(amf3(17, 'publish', 2, null, 'key'))
  protocol.accept()
  protocol.receive(amf3(15, 'onMetaData', { width: 640 }))
  expect(requests).toEqual([{ app: 'live', name: 'key' }])
  expect(readMetadata(received[0]?.payload ?? Buffer.alloc(0))).toEqual({ width: 640 })
})

it('takes aggregate messages apart', () => {
  const { protocol, media: received } = open('accepted')
  const tag = (type: number, timestamp: number, text: string) => {
    const head = Buffer.alloc(11)
    head.writeUInt8(type)
    head.writeUIntBE(text.length, 1, 3)
    head.writeUIntBE(timestamp & 0xff_ffff, 4, 3)
    head.writeUInt8(timestamp >>> 24, 7)
    return Buffer.concat([head, Buffer.from(text), Buffer.alloc(4)])
  }
  const tags = [tag(9, 0x0100_0000, 'picture'), tag(8, 0x0100_0010, 'sound'), tag(22, 0x0100_0010, 'aggregate')]
  protocol.receive(media(22, Buffer.concat(tags), 5000))
  expect(received.map(({ kind, timestampMs, payload }) => [kind, timestampMs, payload.toString()])).toEqual([
    ['video', 5000, 'picture'],
    ['audio', 5016, 'sound'],
  ])
  expect(() => protocol.receive(media(22, Buffer.from([9, 0xff, 0xff, 0xff])))).toThrow(RtmpProtocolError)
})

it('takes no notice of shared objects and of commands that it does not know', () => {
  const { protocol, media: received } = open('accepted')
  for (const type of [3, 6, 7, 16, 19, 200]) protocol.receive(media(type, Buffer.alloc(20)))
  for (const name of ['_checkbw', 'constructor', '__proto__', '']) {
    protocol.receive(encodeMessage({ type: COMMAND, payload: encodeAmf(name, 1, null) }))
  }
  expect(received).toEqual([])
})

it('says how much has arrived, as often as it is asked to', () => {
  const { protocol, answers } = open('accepted')
  const size = Buffer.alloc(4)
  size.writeUInt32BE(5000)
  protocol.receive(encodeMessage({ type: 5, payload: size }))
  const acknowledgements = () => answers().split('\x02\0\0\0\0\0\x04\x03').length - 1
  const before = acknowledgements()
  for (let i = 0; i < 50; i++) protocol.receive(media(9, Buffer.alloc(1000)))
  expect(acknowledgements() - before).toBe(10)
})

it('answers a ping', () => {
  const { protocol, answers } = open('shaken')
  protocol.receive(encodeMessage({ type: 4, payload: Buffer.from([0, 6, 1, 2, 3, 4]), streamId: 0 }))
  expect(answers()).toContain('\0\x07\x01\x02\x03\x04')
})
