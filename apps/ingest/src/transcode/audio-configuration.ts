/** Reads what a sound is: from an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1), or from FLV's own flags. */

import { type BitReader, readBits } from './bit-reader.ts'

export type AudioFacts = {
  /** Table 1.17: 2 is AAC-LC. Null when it can't be read. */
  objectType: number | null
  sampleRate: number
  channels: number
}

const SAMPLE_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
]
const FLV_RATES = [5512, 11_025, 22_050, 44_100]
const UNREADABLE: AudioFacts = { objectType: null, sampleRate: 44_100, channels: 2 }
const WRITTEN_RATE = 15
const ESCAPED_TYPE = 31
/** Spectral band replication and parametric stereo, told outright: the sound is twice as fast as the core's rate. */
const EXTENDED_TYPES = [5, 29]

export function readAacConfiguration(config: Buffer): AudioFacts {
  return readBits(config, parse) ?? UNREADABLE
}

/** For MP3, from the first byte of an FLV audio tag. */
export function readFlvAudioFlags(first: number): AudioFacts {
  return { objectType: null, sampleRate: FLV_RATES[(first >> 2) & 0b11] ?? 44_100, channels: first & 1 ? 2 : 1 }
}

function parse(reader: BitReader): AudioFacts | null {
  const type = reader.bits(5)
  const objectType = type === ESCAPED_TYPE ? 32 + reader.bits(6) : type
  const coreRate = readRate(reader)
  const configuration = reader.bits(4)
  const sampleRate = EXTENDED_TYPES.includes(objectType) ? readRate(reader) : coreRate
  if (!sampleRate) return null
  // 0 says that the layout stands in the frames, which is nothing to copy unseen.
  if (configuration === 0) return { objectType: null, sampleRate, channels: 2 }
  return { objectType, sampleRate, channels: configuration === 7 ? 8 : configuration }
}

function readRate(reader: BitReader): number | undefined {
  const index = reader.bits(4)
  return index === WRITTEN_RATE ? reader.bits(24) : SAMPLE_RATES[index]
}
