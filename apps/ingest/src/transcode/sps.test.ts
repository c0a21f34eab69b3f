import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readSps } from './sps.ts'

/** As x264 writes them. */
const HIGH = '6764001facd9405005beab0110000003001000000303c0f1831960'
const HIGH_422 = '677a001fb6cd9405005beaf0110000030001000003003c0f18319601'
const HIGH_444 = '67f4001f919b280a00b7dde022000003000200000300781e30632c01'
const progressive = { isInterlaced: false }

it.each([
  ['67640028acd940780227e5c044000003000400000300c83c60c658', { width: 1920, height: 1080, profile: 100, level: 40 }],
  [HIGH, { ...progressive, width: 1278, height: 718, profile: 100, level: 31, chroma: '4:2:0', bitDepth: 8 }],
  [HIGH_422, { ...progressive, width: 1278, height: 718, profile: 122, chroma: '4:2:2', bitDepth: 10 }],
  [HIGH_444, { ...progressive, width: 1278, height: 718, profile: 244, chroma: '4:4:4', bitDepth: 8 }],
  ['6764001eacd940a07b6022000003000200000300783e28532c01', { width: 640, height: 480, isInterlaced: true }],
])('reads %s', (hex, facts) => {
  expect(readSps(Buffer.from(hex, 'hex'))).toMatchObject(facts)
})

it('ends soon, whatever it is given', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const size = readSps(bytes)
      expect(size === null || (size.width > 0 && size.height > 0)).toBe(true)
    }),
  )
})

it('does not count to four thousand million for a crafted picture order cycle', () => {
  // Baseline profile, then: sps id 0, frame number bits 0, picture order type 1, two flags, a cycle of 2^31 − 2.
  const bits = `${'1'}${'1'}${'010'}${'1'}${'1'}${'1'}${'0'.repeat(30)}1${'1'.repeat(30)}`
  const bytes =
    bits
      .padEnd(80, '0')
      .match(/.{8}/g)
      ?.map((byte) => Number.parseInt(byte, 2)) ?? []
  expect(readSps(Buffer.from([0x67, 66, 0, 30, ...bytes]))).toBeNull()
})
