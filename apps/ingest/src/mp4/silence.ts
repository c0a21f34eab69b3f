/** Silence as AAC, for where a publisher's sound is missing: a player that has none for a while holds the picture too. */

import { type AudioConfig, readAudioConfig } from './audio-config.ts'
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
const FALLBACK: AudioConfig = { objectType: 2, sampleRate: 48_000, channels: 2 }

export type SoundFormat = {
  /** Ticks that one frame lasts. */
  frameTicks: number
  silentFrame: Buffer
}

export function soundFormatOf({ trak, timescale }: TrackInit): SoundFormat {
  const { sampleRate, channels } = readAudioConfig(trak) ?? FALLBACK
  return {
    frameTicks: Math.max(1, Math.round((SAMPLES_A_FRAME * timescale) / sampleRate)),
    silentFrame: Buffer.from(SILENT_FRAMES[channels] ?? SILENT_FRAMES[2] ?? '', 'hex'),
  }
}
