/** Finds where in the backlog a new run of the encoder starts, so that it goes on where the last segment ended. Pure. */

import type { LadderPlan } from './ladder.ts'
import { isKeyFrame, type MediaPacket } from './media-packet.ts'
import { BOUNDARY_TOLERANCE_MS, LATE_SOUND_MS, type PacketBacklog } from './packet-backlog.ts'
import { addMs, elapsedMs, presentationMs } from './source-time.ts'

export type RunStart = {
  /** In the order to feed them in. */
  packets: MediaPacket[]
  /** When the first picture, or without pictures the first sound, is to be shown; the publisher's clock. */
  firstMs: number
  /** What comes out at the start is in a segment already: leave out so much. */
  skipSeconds: number
}

type Wanted = Pick<LadderPlan, 'keyFrames'> & { hasVideo: boolean }

/** Null as long as there is nothing to start with. */
export function findRunStart({ packets, resumeAtMs }: PacketBacklog, { keyFrames, hasVideo }: Wanted): RunStart | null {
  const toStart = (packet: MediaPacket) =>
    resumeAtMs === null ? 0 : elapsedMs(resumeAtMs - BOUNDARY_TOLERANCE_MS, presentationMs(packet))
  if (!hasVideo) {
    const index = packets.findIndex((packet) => packet.kind === 'audio' && toStart(packet) >= 0)
    const first = packets[index]
    return first ? { packets: packets.slice(index), firstMs: first.timestampMs, skipSeconds: 0 } : null
  }
  // Where the encoder sets key frames, it can set one inside a group of pictures.
  const isBefore = (packet: MediaPacket) => isKeyFrame(packet) && toStart(packet) <= 2 * BOUNDARY_TOLERANCE_MS
  const before = keyFrames === 'interval' && resumeAtMs !== null ? packets.findLastIndex(isBefore) : -1
  const index = before >= 0 ? before : packets.findIndex((packet) => isKeyFrame(packet) && toStart(packet) >= 0)
  const first = packets[index]
  if (!first) return null
  const firstMs = presentationMs(first)
  const skipMs = resumeAtMs === null ? 0 : elapsedMs(firstMs, resumeAtMs)
  return {
    packets: [...soundBefore(packets.slice(0, index), firstMs), ...packets.slice(index)],
    firstMs,
    skipSeconds: skipMs > BOUNDARY_TOLERANCE_MS ? skipMs / 1000 : 0,
  }
}

/** Some publishers send sound earlier than the picture that it belongs to. */
function soundBefore(packets: MediaPacket[], firstMs: number): MediaPacket[] {
  const fromMs = addMs(firstMs, -LATE_SOUND_MS)
  return packets.filter(({ kind, timestampMs }) => kind === 'audio' && elapsedMs(fromMs, timestampMs) >= 0)
}
