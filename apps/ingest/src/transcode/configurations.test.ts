import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readAacConfiguration, readFlvAudioFlags } from './audio-configuration.ts'
import { readAv1Configuration } from './av1-configuration.ts'
import { readHevcConfiguration } from './hevc-configuration.ts'

const hex = (text: string) => Buffer.from(text, 'hex')
/** As x265 writes them for 642x362, up to the sequence parameter set. */
const HEVC_8 =
  '0101600000009000000000003ff000fcfdf8f800000f04200001001840010c01ffff01600000030090000003000003003f95980921000100' +
  '2c42010101600000030090000003000003003fa005120171c9265959a4932bc05a020000030002000003003c10'
const HEVC_10 =
  '0102200000009000000000003ff000fcfdfafa00000f04200001001840010c01ffff02200000030090000003000003003f95980921000100' +
  '2c42010102200000030090000003000003003fa005120171c92365959a4932bc05a020000003000200000303c122'

it.each([
  ['8 bits', HEVC_8, { profile: 1, level: 63, bitDepth: 8 }],
  ['10 bits', HEVC_10, { profile: 2, level: 63, bitDepth: 10 }],
])('reads an H.265 configuration of %s', (_, record, facts) => {
  const picture = { width: 642, height: 362, chroma: '4:2:0', isInterlaced: false }
  expect(readHevcConfiguration(hex(record))).toEqual({ ...picture, ...facts })
})

it.each([
  ['SVT-AV1', '81010c000a0b0000000cc5036900be0010', { level: 1, bitDepth: 8 }],
  ['libaom', '81014c000a0b0000000cc5036936be5010', { level: 1, bitDepth: 10 }],
])('reads an AV1 configuration of %s', (_, record, facts) => {
  const picture = { width: 642, height: 362, profile: 0, chroma: '4:2:0', isInterlaced: false }
  expect(readAv1Configuration(hex(record))).toEqual({ ...picture, ...facts })
})

it.each([
  ['AAC-LC, 44.1 kHz, stereo', '1210', { objectType: 2, sampleRate: 44_100, channels: 2 }],
  ['AAC-LC, 48 kHz, mono', '1188', { objectType: 2, sampleRate: 48_000, channels: 1 }],
  ['HE-AAC, told by its type', '2b920800', { objectType: 5, sampleRate: 44_100, channels: 2 }],
  ['a layout of its own', '1180', { objectType: null, sampleRate: 48_000, channels: 2 }],
  ['nothing', '', { objectType: null, sampleRate: 44_100, channels: 2 }],
])('reads an AAC configuration: %s', (_, config, facts) => {
  expect(readAacConfiguration(hex(config))).toEqual(facts)
})

it('reads the flags of an MP3 packet', () => {
  expect(readFlvAudioFlags(0x2f)).toEqual({ objectType: null, sampleRate: 44_100, channels: 2 })
  expect(readFlvAudioFlags(0x2a)).toEqual({ objectType: null, sampleRate: 22_050, channels: 1 })
})

it('ends soon, whatever it is given', () => {
  const starts = [HEVC_8, '81010c000a0b0000000cc5036900be0010', ''].map(hex)
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.nat(80), fc.uint8Array({ maxLength: 60 }), (start, at, bytes) => {
      const record = Buffer.concat([start.subarray(0, at), bytes])
      for (const read of [readHevcConfiguration, readAv1Configuration]) {
        const facts = read(record)
        expect(facts === null || (facts.width > 0 && facts.height > 0)).toBe(true)
      }
      expect(readAacConfiguration(record).sampleRate).toBeGreaterThan(0)
    }),
    { numRuns: 2000 },
  )
})
