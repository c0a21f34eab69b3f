/** Puts together what is known of a broadcast's publisher and encoder. Pure. */

import type { BroadcastHealth } from '@shoal/protocol/broadcast-health'
import type { LadderPlan } from '../transcode/ladder.ts'
import type { Source } from '../transcode/source.ts'
import type { SourceMeasure } from './source-meter.ts'

type Parts = {
  segmentSeconds: number
  /** Null while no publisher sends. */
  publication: { sinceMs: number; source: Source | null; measure(nowMs: number): SourceMeasure } | null
  /** Null before an encoder was started for it. */
  running: {
    encoder: { speed: number | null; lagSeconds: number }
    plan: LadderPlan
    gaps: { frames: number }
    restarts: number
  } | null
  nowMs: number
}

export function describeHealth({ segmentSeconds, publication, running, nowMs }: Parts): BroadcastHealth {
  const measured = publication?.measure(nowMs)
  const speed = running?.encoder.speed ?? null
  return {
    publishingSinceMs: publication?.sinceMs ?? null,
    bitrateKbps: measured?.bitrateKbps ?? null,
    frameRate: measured?.frameRate ?? null,
    keyFrameSeconds: measured?.keyFrameSeconds ?? null,
    segmentSeconds,
    droppedFrames: { source: measured?.droppedFrames ?? null, encoder: running?.gaps.frames ?? null },
    encoderSpeed: speed === null ? null : hundredths(Math.max(0, speed)),
    encoderLagSeconds: running ? hundredths(Math.max(0, running.encoder.lagSeconds)) : null,
    encoderRestarts: running?.restarts ?? 0,
    rungs: running ? running.plan.rungs.map((rung) => describeRung(rung, running.plan)) : [],
    source: publication?.source ? describe(publication.source) : null,
    hasAudio: measured?.hasAudio ?? null,
  }
}

function describeRung({ name, video }: LadderPlan['rungs'][number], { audio }: LadderPlan) {
  return {
    name,
    width: video?.width ?? null,
    height: video?.height ?? null,
    frameRate: video ? hundredths(video.frameRate) : null,
    bitrateKbps: video?.bitrateKbps ?? audio?.kbps ?? 0,
    isCopy: video?.isCopy ?? audio?.isCopy ?? false,
  }
}

function describe({ video, audio }: Source): NonNullable<BroadcastHealth['source']> {
  return {
    video: video && {
      ...{ codec: video.codec, width: video.width, height: video.height, frameRate: hundredths(video.frameRate) },
      ...{ bitrateKbps: video.bitrateKbps, hasBFrames: video.bFrames },
    },
    audio: audio && {
      ...{ codec: audio.codec, bitrateKbps: audio.bitrateKbps },
      ...{ sampleRate: audio.sampleRate, channels: audio.channels },
    },
  }
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100
}
