import { expect, it } from 'vitest'
import { encodeMessage } from '../testing/rtmp-bytes.ts'
import { ChunkError, ChunkReader, type RtmpMessage } from './chunk-reader.ts'

function openReader(limits = { messageBytes: 10_000_000, bufferedBytes: 16_000_000 }) {
  const messages: RtmpMessage[] = []
  const reader = new ChunkReader(
    () => limits,
    (message) => messages.push(message),
  )
  return { reader, messages }
}

const picture = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 251))

it.each([1, 127, 128, 129, 4096, 60_000, 65_536, 0x7fff_ffff])('reads chunks of %i bytes', (chunkSize) => {
  const { reader, messages } = openReader()
  reader.setChunkSize(chunkSize)
  const sizes = [1, 127, 128, 129, 4096, 65_535, 65_536, 70_000]
  const payloads = sizes.map((bytes) => picture.subarray(0, bytes))
  for (const payload of payloads) reader.receive(encodeMessage({ type: 9, payload, chunkSize }))
  expect(messages.map(({ payload }, index) => payload.equals(payloads[index] ?? picture))).toEqual(
    sizes.map(() => true),
  )
  expect(reader.bufferedBytes).toBe(0)
})

it('reads a message byte by byte', () => {
  const { reader, messages } = openReader()
  const bytes = encodeMessage({ type: 9, payload: picture.subarray(0, 300), timestamp: 0x0100_0000, chunkStream: 400 })
  for (let at = 0; at < bytes.length; at++) reader.receive(bytes.subarray(at, at + 1))
  expect(messages).toMatchObject([{ type: 9, timestampMs: 0x0100_0000, streamId: 1 }])
  expect(messages[0]?.payload.equals(picture.subarray(0, 300))).toBe(true)
})

it.each([2, 63, 64, 319, 320, 65_599])('reads chunk stream %i', (chunkStream) => {
  const { reader, messages } = openReader()
  reader.receive(encodeMessage({ type: 8, payload: picture.subarray(0, 200), chunkStream }))
  expect(messages).toHaveLength(1)
})

it('keeps the chunk streams whose numbers take three bytes apart', () => {
  const { reader, messages } = openReader()
  const first = encodeMessage({ type: 8, payload: picture.subarray(0, 200), chunkStream: 64 + 0x0102 })
  const second = encodeMessage({ type: 9, payload: picture.subarray(0, 100), chunkStream: 64 + 0x0201 })
  reader.receive(first.subarray(0, 3 + 11 + 128))
  reader.receive(second)
  reader.receive(first.subarray(3 + 11 + 128))
  expect(messages.map(({ type, payload }) => [type, payload.length])).toEqual([
    [9, 100],
    [8, 200],
  ])
})

const small = Buffer.from([1])

it('adds up the differences of every type of chunk', () => {
  const { reader, messages } = openReader()
  reader.receive(encodeMessage({ type: 9, payload: small, timestamp: 1000 }))
  reader.receive(encodeMessage({ type: 9, payload: small, timestamp: 40, format: 1 }))
  reader.receive(encodeMessage({ type: 9, payload: small, timestamp: 30, format: 2 }))
  reader.receive(encodeMessage({ type: 9, payload: small, format: 3 }))
  expect(messages.map(({ timestampMs }) => timestampMs)).toEqual([1000, 1040, 1070, 1100])
})

it('takes the first time as the difference when a message without one follows at once', () => {
  const { reader, messages } = openReader()
  reader.receive(encodeMessage({ type: 9, payload: small, timestamp: 33 }))
  reader.receive(encodeMessage({ type: 9, payload: small, format: 3 }))
  expect(messages.map(({ timestampMs }) => timestampMs)).toEqual([33, 66])
})

it.each([
  [0, 0xff_fffe, 0xff_fffe],
  [0, 0xff_ffff, 0xff_ffff],
  [0, 0x0100_0001, 0x0100_0001],
  [0, 0xffff_ffff, 0xffff_ffff],
  [1, 0x0100_0000, 0x0100_03e8],
  [2, 0x0100_0000, 0x0100_03e8],
  [2, 0xffff_fff6, 990], // ten back
] as const)('reads a time of four bytes in chunks of type %i: %i', (format, timestamp, expected) => {
  for (const isTimeRepeated of [true, false]) {
    const { reader, messages } = openReader()
    const payload = picture.subarray(0, 300)
    reader.receive(encodeMessage({ type: 9, payload, timestamp: 1000 }))
    reader.receive(encodeMessage({ type: 9, payload, timestamp, format, isTimeRepeated }))
    reader.receive(encodeMessage({ type: 9, payload, timestamp: 7 }))
    expect(messages.map(({ timestampMs }) => timestampMs)).toEqual([1000, expected, 7])
    expect(messages.every((message) => message.payload.equals(payload))).toBe(true)
  }
})

it('repeats a difference of four bytes for a message without a header', () => {
  const { reader, messages } = openReader()
  reader.receive(encodeMessage({ type: 9, payload: small, timestamp: 1000 }))
  reader.receive(encodeMessage({ type: 9, payload: small, timestamp: 0x0100_0000, format: 2 }))
  reader.receive(encodeMessage({ type: 9, payload: small, timestamp: 0x0100_0000, format: 3 }))
  expect(messages.map(({ timestampMs }) => timestampMs)).toEqual([1000, 0x0100_03e8, 0x0200_03e8])
})

it('forgets a message that the sender gives up', () => {
  const { reader, messages } = openReader()
  reader.receive(encodeMessage({ type: 9, payload: picture.subarray(0, 128), declaredLength: 1000, chunkStream: 6 }))
  expect(reader.bufferedBytes).toBeGreaterThan(0)
  reader.abort(6)
  reader.abort(7)
  expect(reader.bufferedBytes).toBe(0)
  reader.receive(encodeMessage({ type: 9, payload: small, chunkStream: 6 }))
  expect(messages.map(({ payload }) => payload.length)).toEqual([1])
})

it('holds what has come, not what was promised', () => {
  const { reader } = openReader()
  reader.receive(encodeMessage({ type: 9, payload: picture.subarray(0, 128), declaredLength: 9_000_000 }))
  expect(reader.bufferedBytes).toBeLessThan(20_000)
})

it.each<[string, (reader: ChunkReader) => void]>([
  [
    'a message over the limit',
    (reader) => reader.receive(encodeMessage({ type: 9, payload: small, declaredLength: 101 })),
  ],
  [
    'a header in the middle of a message',
    (reader) => {
      reader.receive(encodeMessage({ type: 9, payload: Buffer.alloc(60), declaredLength: 90 }))
      reader.receive(encodeMessage({ type: 9, payload: small }))
    },
  ],
  [
    'more chunk streams than anybody needs',
    (reader) => {
      for (let id = 2; id < 100; id++) reader.receive(encodeMessage({ type: 9, payload: small, chunkStream: id }))
    },
  ],
  [
    'half-read messages in many streams',
    (reader) => {
      for (let id = 2; id < 20; id++) {
        reader.receive(
          encodeMessage({
            type: 9,
            payload: Buffer.alloc(128),
            declaredLength: 100,
            chunkStream: id,
            chunkSize: 60,
          }).subarray(0, 72),
        )
      }
    },
  ],
  ['a chunk size of 0', (reader) => reader.setChunkSize(0)],
  ['a chunk size with its first bit set', (reader) => reader.setChunkSize(0x8000_0000)],
])('does not read on after %s', (_, send) => {
  const { reader } = openReader({ messageBytes: 100, bufferedBytes: 500 })
  reader.setChunkSize(60)
  expect(() => send(reader)).toThrow(ChunkError)
})
