/** Finds out what kind of AAC a track is, from its sample description (ISO/IEC 14496-1, 7.2.6.5 and 14496-3, 1.6.2.1). */

import { findBoxes } from './boxes.ts'

export type AudioConfig = {
  /** 2 is AAC-LC; 5 and 29 are HE-AAC. */
  objectType: number
  /** Of the core: half of what is heard, for HE-AAC. */
  sampleRate: number
  channels: number
}

const SAMPLE_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
]
/** Channel configuration 7 has eight channels. */
const CHANNELS = [0, 1, 2, 3, 4, 5, 6, 8]
const TAG = { elementaryStream: 3, decoderConfig: 4, decoderSpecific: 5 }
const DECODER_CONFIG_BYTES = 13
const ELEMENTARY_STREAM_BYTES = 3

/** @param trak the body of a trak box */
export function readAudioConfig(trak: Buffer): AudioConfig | null {
  const [esds] = findBoxes(trak, ['mdia', 'minf', 'stbl', 'stsd', 'mp4a', 'esds'])
  const config = esds && findDecoderSpecific(esds)
  if (!config || config.length < 2) return null
  const bits = config.readUInt16BE()
  const sampleRate = SAMPLE_RATES[(bits >> 7) & 15]
  const channels = CHANNELS[(bits >> 3) & 15]
  return sampleRate && channels ? { objectType: bits >> 11, sampleRate, channels } : null
}

/** Descriptors are in one another: the tags that hold others are entered, all else is stepped over. */
function findDecoderSpecific(esds: Buffer): Buffer | null {
  let at = 4
  while (at < esds.length) {
    const tag = esds[at++]
    let length = 0
    for (let more = true; more && at < esds.length; ) {
      const byte = esds.readUInt8(at++)
      length = length * 128 + (byte & 0x7f)
      more = (byte & 0x80) !== 0
    }
    if (tag === TAG.decoderSpecific) return esds.subarray(at, at + length)
    if (tag === TAG.elementaryStream) at += ELEMENTARY_STREAM_BYTES
    else if (tag === TAG.decoderConfig) at += DECODER_CONFIG_BYTES
    else at += length
  }
  return null
}
