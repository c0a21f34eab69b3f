import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isClosedKeyFrame, isKeyFrame, isSequenceHeader, type MediaPacket, readVideoTag } from './media-packet.ts'

const HVC1 = '68766331'
const AV01 = '61763031'
const hex = (text: string) => Buffer.from(text, 'hex')
const packet = (kind: MediaPacket['kind'], payload: string): MediaPacket => {
  return { kind, payload: hex(payload), timestampMs: 0, arrivedAtMs: 0 }
}

it.each([
  ['H.264, a configuration', '1700000000aa', ['H.264', 'configuration', false, 0, 'aa']],
  ['H.264, a key frame', '1701000021aa', ['H.264', 'frame', true, 33, 'aa']],
  ['H.264, a frame shown before it is sent', '2701ffffdfaa', ['H.264', 'frame', false, -33, 'aa']],
  ['H.264, the end', '1702000000', ['H.264', 'other', false, 0, '']],
  ['H.265, a configuration', `90${HVC1}aa`, ['H.265', 'configuration', false, 0, 'aa']],
  ['H.265, a key frame', `91${HVC1}000042aa`, ['H.265', 'frame', true, 66, 'aa']],
  ['H.265, a frame without an offset', `a3${HVC1}aa`, ['H.265', 'frame', false, 0, 'aa']],
  ['H.265, the end', `92${HVC1}`, ['H.265', 'other', false, 0, '']],
  ['H.265, metadata', `94${HVC1}02`, ['H.265', 'other', false, 0, '02']],
  ['AV1, a configuration', `90${AV01}81`, ['AV1', 'configuration', false, 0, '81']],
  ['AV1, a key frame', `91${AV01}aabbcc`, ['AV1', 'frame', true, 0, 'aabbcc']],
])('reads %s', (_, payload, [codec, part, isKey, compositionMs, body]) => {
  const tag = readVideoTag(hex(payload))
  expect(tag).toMatchObject({ codec, part, isKeyFrame: isKey, compositionMs })
  expect(tag?.body.toString('hex')).toBe(body)
  expect(isKeyFrame(packet('video', payload))).toBe(isKey)
  expect(isSequenceHeader(packet('video', payload))).toBe(part === 'configuration')
})

it.each([['1201000000aa'], ['9061616161aa'], ['17'], [`91${HVC1}00`]])('knows nothing of %s', (payload) => {
  expect(readVideoTag(hex(payload))).toBeNull()
})

const UNITS = {
  delimiter: '0000000209f0',
  parameters: '000000036742c0',
  idr: '0000000365aabb',
  recovery: '0000000341aabb',
}
it.each([
  ['a picture of its own', `1701000000${UNITS.delimiter}${UNITS.parameters}${UNITS.idr}`, true],
  ['a recovery point, of intra refresh', `1701000000${UNITS.delimiter}${UNITS.recovery}`, false],
  ['no key frame', `2701000000${UNITS.idr}`, false],
  ['what can’t be read', '1701000000ffffffff', true],
  ['another codec', `91${HVC1}000000${UNITS.recovery}`, true],
])('says whether a segment can begin with %s', (_, payload, expected) => {
  const tag = readVideoTag(hex(payload))
  expect(tag && isClosedKeyFrame(tag)).toBe(expected)
})

it('knows an AAC configuration from sound', () => {
  expect(isSequenceHeader(packet('audio', 'af001210'))).toBe(true)
  expect(isSequenceHeader(packet('audio', 'af0121'))).toBe(false)
  expect(isSequenceHeader(packet('audio', 'af'))).toBe(false)
  expect(isKeyFrame(packet('audio', '1701000000'))).toBe(false)
})

it('takes any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
      const tag = readVideoTag(Buffer.from(bytes))
      if (tag) isClosedKeyFrame(tag)
    }),
  )
})
