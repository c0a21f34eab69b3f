/** How a publisher's packets go into ffmpeg: as FLV, or as Matroska where ffmpeg's FLV reader is too old for them. */

import { buildFlvHeader, buildFlvTag } from './flv.ts'
import { MatroskaFeed } from './matroska-feed.ts'
import type { MediaPacket } from './media-packet.ts'
import type { Source } from './source.ts'

export type Feed = {
  readonly inputFormat: 'flv' | 'matroska'
  /** Goes in before the first packet. */
  header(): Buffer
  /**
   * `elapsedMs` is the packet's decoding time on ffmpeg's clock, 0 or later. Sequence headers come before the frames
   * that need them. In parts; none where the container has nothing to write for the packet by itself.
   */
  packet(packet: MediaPacket, elapsedMs: number): readonly Buffer[]
}

/** One for each run of ffmpeg. ffmpeg reads Enhanced RTMP's codecs in FLV from 6.1 on, and Matroska always. */
export function createFeed(source: Source): Feed {
  if (source.video && source.video.codec !== 'H.264') return new MatroskaFeed(source)
  const tracks = { hasAudio: source.audio !== null, hasVideo: source.video !== null }
  return { inputFormat: 'flv', header: () => buildFlvHeader(tracks), packet: buildFlvTag }
}
