/** Silence as AAC, for where a publisher's sound is missing: a player that has none for a while holds the picture too. */

import { type AudioConfig, readAudioConfig } from './audio-config.ts'
import { buildBox, buildFullBox } from './boxes.ts'
import type { TrackInit } from './track-init.ts'

/** One raw_data_block of AAC-LC with nothing in it, by number of channels (ISO/IEC 14496-3, 4.4.2.1). */
const SILENT_FRAMES: Record<number, string> = {
  1: '00c800802380',
  2: '210049900219002380',
  3: '00c8008020840126400864008e',
  4: '00c800802084012640086400802c80080238',
  5: '00c800802084012640086400823004990021900238',
  6: '00c800802084012640086400823004990021900200b2002008e0',
}
const SAMPLES_A_FRAME = 1024
const USUAL: AudioConfig = { objectType: 2, sampleRate: 48_000, channels: 2 }

export type SoundFormat = {
  /** Ticks that one frame lasts. */
  frameTicks: number
  silentFrame: Buffer
  /** The same for two tracks whose frames can follow each other. */
  kind: string
}

export function soundFormatOf({ trak, timescale }: TrackInit): SoundFormat {
  const { objectType, sampleRate, channels } = readAudioConfig(trak) ?? USUAL
  return {
    frameTicks: Math.max(1, Math.round((SAMPLES_A_FRAME * timescale) / sampleRate)),
    silentFrame: Buffer.from(SILENT_FRAMES[channels] ?? SILENT_FRAMES[2] ?? '', 'hex'),
    kind: `${objectType} ${sampleRate} ${channels}`,
  }
}

/** A track of the usual format, AAC-LC in stereo at 48 kHz, for a run whose own sound never came. */
export function silentTrackInit(): TrackInit {
  const timescale = USUAL.sampleRate
  const tkhd = [0, 0, 2, 0, 0, 0, 0, 1, 0x01000000, 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000, 0, 0]
  const dref = buildBox('dref', Buffer.from('0000000000000001', 'hex'), buildFullBox('url ', 1))
  // Reference 1, two channels of 16 bits, the rate as 16.16.
  const entry = Buffer.from('00000000000000010000000000000000000200100000000000000000', 'hex')
  entry.writeUInt16BE(USUAL.sampleRate, 24)
  const esds = buildBox('esds', Buffer.from('00000000031900020004114015000000000000000000000005021190060102', 'hex'))
  const stbl = [
    buildBox('stsd', Buffer.from('0000000000000001', 'hex'), buildBox('mp4a', entry, esds)),
    ...['stts', 'stsc', 'stco'].map((type) => buildFullBox(type, 0, 0)),
    buildFullBox('stsz', 0, 0, 0),
  ]
  const minf = [buildFullBox('smhd', 0, 0), buildBox('dinf', dref), buildBox('stbl', ...stbl)]
  const mdia = [
    buildFullBox('mdhd', 0, 0, 0, timescale, 0, 0x55c40000),
    buildBox('hdlr', Buffer.from(`\0\0\0\0\0\0\0\0soun${'\0'.repeat(12)}sound\0`, 'latin1')),
    buildBox('minf', ...minf),
  ]
  const trak = Buffer.concat([buildFullBox('tkhd', 3, ...tkhd), buildBox('mdia', ...mdia)])
  return { kind: 'audio', trackId: 2, timescale, defaults: { duration: 0, size: 0, flags: 0 }, trak }
}
