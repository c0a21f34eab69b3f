/** Whether what comes now may go on under the ladder that viewers know, and what a new ladder tells them. Pure. */

import type { VariantRung } from '../hls/playlists.ts'
import type { SegmentSet } from '../hls/segment-intake.ts'
import { readCodecs } from '../mp4/codecs.ts'
import { bandwidthOf, type LadderPlan } from '../transcode/ladder.ts'

/** Frame rates that are measured differ a little from one connection to the next. */
const RATE_TOLERANCE = 0.02
const FIRST_SEGMENT_HEADROOM = 1.25

/** The same rungs in the same sizes; bit rates may differ, for they are measured anew at each connection. */
export function hasSameShape(a: LadderPlan, b: LadderPlan): boolean {
  return (
    (a.audio === null) === (b.audio === null) &&
    a.keyFrames === b.keyFrames &&
    a.rungs.length === b.rungs.length &&
    a.rungs.every((rung, i) => {
      const other = b.rungs[i]
      if (rung.name !== other?.name || (rung.video === null) !== (other.video === null)) return false
      if (!rung.video || !other.video) return true
      const { width, height, isCopy, frameRate } = rung.video
      const isSamePicture =
        width === other.video.width && height === other.video.height && isCopy === other.video.isCopy
      return isSamePicture && Math.abs(frameRate - other.video.frameRate) <= frameRate * RATE_TOLERANCE
    })
  )
}

/** A copied source brings its own codecs, which its next connection may change under the same size. */
export function hasSameCodecs(a: readonly VariantRung[], b: readonly VariantRung[]): boolean {
  return a.every(({ videoCodec, audioCodec }, i) => b[i]?.videoCodec === videoCodec && b[i]?.audioCodec === audioCodec)
}

/** What the multivariant playlist says of each rung: the plan's figures, and the codecs of its first segment. */
export function describeVariants(
  plan: LadderPlan,
  { parts, durationSeconds }: SegmentSet,
  segmentSeconds: number,
): VariantRung[] {
  return plan.rungs.map((rung) => {
    const init = parts.get(rung.name)?.init
    const codecs = init ? readCodecs(init) : { video: null, audio: null }
    return {
      name: rung.name,
      width: rung.video?.width ?? null,
      height: rung.video?.height ?? null,
      frameRate: rung.video ? rung.video.frameRate.toFixed(3) : null,
      videoCodec: codecs.video,
      audioCodec: codecs.audio,
      ...withFirstSegment(
        bandwidthOf(rung, plan, segmentSeconds),
        parts.get(rung.name)?.bytes.length ?? 0,
        durationSeconds,
      ),
    }
  })
}

/** Nobody bounds what a copied source sends: if its first segment is larger than announced, later ones will be too. */
function withFirstSegment(
  { bandwidth, averageBandwidth }: { bandwidth: number; averageBandwidth: number },
  bytes: number,
  durationSeconds: number,
) {
  const measured = durationSeconds > 0 ? (bytes * 8) / durationSeconds : 0
  return {
    bandwidth: Math.max(bandwidth, Math.ceil((measured * FIRST_SEGMENT_HEADROOM) / 1000) * 1000),
    averageBandwidth,
  }
}
