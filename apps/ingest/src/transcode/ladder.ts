/** Plans a broadcast's ladder from what its source is. Pure. */

import type { Source } from './source.ts'

type VideoRung = { width: number; height: number; bitrateKbps: number }
export type PlannedRung = { name: string; video: VideoRung | null; audioKbps: number | null }
export type LadderPlan = {
  /** One to three, the best first. */
  rungs: PlannedRung[]
  /** Of all rungs alike, so that they are cut alike; null without video. */
  frameRate: number | null
}

/** The most that this machine should encode. */
export type LadderLimits = { shortSide: number; frameRate: number }

const STEPS = [1080, 720, 480, 360, 240]
const MOST_RUNGS = 3
const AUDIO_KBPS = 128
const LOW_AUDIO_KBPS = 96
/** Under this a picture is not worth a rung of its own. */
const LEAST_KBPS = 150
/** What a lower rung may have of the one above: closer than this, and switching gains a viewer nothing. */
const STEP_DOWN = 0.6
const SMALLEST_SIDE = 16

/** A machine with few cores encodes 720 lines in real time beside everything else that runs on it. */
export function ladderLimits(cores: number): LadderLimits {
  return { shortSide: cores >= 4 ? 1080 : 720, frameRate: 30 }
}

/** Never upscales, and never gives a rung more bits than the source has. */
export function planLadder(source: Source, limits: LadderLimits): LadderPlan {
  const audioKbps = source.audio ? AUDIO_KBPS : null
  if (!source.video) return { rungs: [{ name: 'audio', video: null, audioKbps }], frameRate: null }
  const { video } = source
  const sourceShortSide = Math.min(video.width, video.height)
  const ceiling = Math.min(sourceShortSide, limits.shortSide)
  const frameRate = planFrameRate(video.frameRate, limits.frameRate)

  const rungs: PlannedRung[] = []
  let mostKbps = video.bitrateKbps === null ? Number.POSITIVE_INFINITY : sourceKbps(video, video.bitrateKbps)
  for (const shortSide of [ceiling, ...STEPS.filter((step) => step <= ceiling * 0.75)]) {
    const size = scaleTo(video, shortSide)
    const bitrateKbps = Math.round(Math.min(usualKbps(size), mostKbps))
    if (rungs.length > 0 && bitrateKbps < LEAST_KBPS) break
    const rungAudioKbps = audioKbps && rungs.length > 0 ? LOW_AUDIO_KBPS : audioKbps
    rungs.push({ name: `${shortSide}p`, video: { ...size, bitrateKbps }, audioKbps: rungAudioKbps })
    if (rungs.length === MOST_RUNGS) break
    mostKbps = bitrateKbps * STEP_DOWN
  }
  return { rungs, frameRate }
}

/** A first second of black says little about what follows, so a measurement counts down to half of what is usual. */
function sourceKbps(size: { width: number; height: number }, bitrateKbps: number): number {
  return Math.max(bitrateKbps, usualKbps(size) / 2, LEAST_KBPS)
}

/** About 4.6 Mbit/s for 1080p, 2.5 for 720p, 0.9 for 360p: bits grow slower than pixels. */
function usualKbps({ width, height }: { width: number; height: number }): number {
  return Math.max(LEAST_KBPS, 2500 * ((width * height) / (1280 * 720)) ** 0.75)
}

/** Whole fractions of the source's rate drop frames evenly. */
function planFrameRate(sourceRate: number, limit: number): number {
  const divisor = Math.ceil(sourceRate / (limit * 1.01))
  return Math.max(1, sourceRate / divisor)
}

/** 4:2:0 video has even sides; rounding up must not make one larger than the source's. */
function scaleTo({ width, height }: { width: number; height: number }, shortSide: number) {
  const scale = shortSide / Math.min(width, height)
  const even = (side: number) =>
    Math.max(SMALLEST_SIDE, Math.min(2 * Math.round((side * scale) / 2), 2 * Math.floor(side / 2)))
  return { width: even(width), height: even(height) }
}
