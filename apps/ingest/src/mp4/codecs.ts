/** Reads the CODECS of an init segment out of its bytes (RFC 6381; ISO/IEC 14496-12, -14, -15). */

import { readAudioConfig } from './audio-config.ts'
import { BrokenMediaError, findBoxes } from './boxes.ts'

export type Codecs = { video: string | null; audio: string | null }

/** Both null for bytes that are no boxes. */
export function readCodecs(init: Buffer): Codecs {
  const codecs: Codecs = { video: null, audio: null }
  try {
    for (const trak of findBoxes(init, ['moov', 'trak'])) {
      const [avcC] = findBoxes(trak, ['mdia', 'minf', 'stbl', 'stsd', 'avc1', 'avcC'])
      if (avcC && avcC.length >= 4) codecs.video ??= `avc1.${avcC.toString('hex', 1, 4)}`
      const audio = readAudioConfig(trak)
      if (audio) codecs.audio ??= `mp4a.40.${audio.objectType}`
    }
  } catch (error) {
    if (!(error instanceof BrokenMediaError)) throw error
  }
  return codecs
}
