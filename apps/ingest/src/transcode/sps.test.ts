import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readSpsSize } from './sps.ts'

it.each([
  // As x264 writes them.
  ['67640028acd940780227e5c044000003000400000300c83c60c658', { width: 1920, height: 1080 }],
  ['6742c01ed900a02ff97011000003000100000300320f162e48', null],
])('reads %s', (hex, size) => {
  const found = readSpsSize(Buffer.from(hex, 'hex'))
  if (size) expect(found).toEqual(size)
  else expect(found === null || found.width > 0).toBe(true)
})

it('ends soon, whatever it is given', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const size = readSpsSize(bytes)
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
  expect(readSpsSize(Buffer.from([0x67, 66, 0, 30, ...bytes]))).toBeNull()
})
