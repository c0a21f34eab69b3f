import { expect, it } from 'vitest'
import { buildGroup, videoInit } from '../testing/test-track.ts'
import { BrokenMediaError, buildBox } from './boxes.ts'
import type { Fragment } from './fragment.ts'
import { FragmentReader } from './fragment-reader.ts'
import { buildFragment } from './fragment-writer.ts'

function read(bytes: Buffer, chunkBytes = bytes.length): Fragment[] {
  const fragments: Fragment[] = []
  const reader = new FragmentReader('video', { onInit: () => {}, onFragment: (fragment) => fragments.push(fragment) })
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes))
  return fragments
}

const whole = Buffer.concat([videoInit, buildGroup(10, 2), buildGroup(12, 1.5)])

it.each([1, 7, 64, 1000, 1_000_000])('reads the same from chunks of %i bytes', (chunkBytes) => {
  const fragments = read(whole, chunkBytes)
  expect(fragments.map(({ decodeTime, samples, bytes }) => [decodeTime, samples.length, bytes])).toEqual([
    [900_000, 120, 1200],
    [1_080_000, 90, 900],
  ])
  expect(Buffer.concat(fragments[0]?.media ?? [])).toEqual(Buffer.alloc(1200, 7))
})

it('reads what was written, offsets below 0 and times over 32 bits too', () => {
  const samples = [
    { duration: 3000, size: 2, flags: 0x02000000, compositionOffset: 0 },
    { duration: 3001, size: 1, flags: 0x01010000, compositionOffset: -3000 },
  ]
  const fragment = { decodeTime: 2 ** 40, samples, media: [Buffer.from('abc')], bytes: 3 }
  const written = buildFragment({ ...fragment, trackId: 1, sequenceNumber: 5 })
  expect(read(Buffer.concat([videoInit, ...written]))).toEqual([fragment])
})

it('gives out nothing of a fragment that is not whole', () => {
  expect(read(whole.subarray(0, whole.length - 1))).toHaveLength(1)
})

const head = (size: number, type: string) => {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32BE(size)
  bytes.write(type, 4)
  return bytes
}
const moof = buildGroup(10, 2).subarray(0, -1208)

it.each([
  ['a size of 64 bits', head(1, 'mdat')],
  ['a box to the end of the file', head(0, 'mdat')],
  ['a box of less than its head', head(7, 'moof')],
  ['a huge moov', head(70_000, 'moov')],
  ['a huge moof', head(2_000_000, 'moof')],
  ['a huge mdat', head(100_000_000, 'mdat')],
  ['a box of another kind', head(100, 'uuid')],
  ['samples that nothing announced', buildBox('mdat', Buffer.alloc(10))],
  ['two moofs in a row', Buffer.concat([moof, moof])],
  ['an mdat that is too short', Buffer.concat([moof, buildBox('mdat', Buffer.alloc(1199))])],
  ['an empty moof', buildBox('moof')],
  ['a box that leaves its box', buildBox('moof', head(100, 'traf'))],
  ['a second beginning', videoInit],
])('refuses %s', (_, bytes) => {
  expect(() => read(Buffer.concat([videoInit, bytes]))).toThrow(BrokenMediaError)
})

it('refuses a fragment before the init segment, and sound for a picture', () => {
  expect(() => read(buildGroup(10, 2))).toThrow(BrokenMediaError)
  const reader = new FragmentReader('audio', { onInit: () => {}, onFragment: () => {} })
  expect(() => reader.push(videoInit)).toThrow(BrokenMediaError)
})

it('throws nothing but its own error, whichever byte is wrong', () => {
  let seed = 1
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed % below
  }
  for (let i = 0; i < 1000; i++) {
    const bytes = Buffer.from(whole)
    for (let n = 1 + random(4); n > 0; n--) bytes[random(bytes.length)] = random(256)
    try {
      read(bytes, 1 + random(900))
    } catch (error) {
      expect(error).toBeInstanceOf(BrokenMediaError)
    }
  }
})
