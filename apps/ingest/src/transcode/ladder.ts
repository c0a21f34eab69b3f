/** Plans a broadcast's ladder from what its source is, and from what is left of the machine. Pure. */

import { chooseSteps, type Step } from './ladder-steps.ts'
import type { AudioSource, Source, VideoSource } from './source.ts'

/** Where ffmpeg's clock stands at a run's first key frame: room for earlier decoding times and for audio's priming. */
export const RUN_START_SECONDS = 10

export type VideoRung = {
  width: number
  height: number
  /** Frames a second. */
  frameRate: number
  bitrateKbps: number
  /** The source itself, not encoded. */
  isCopy: boolean
}
/** `video` is null in the rung of sound alone, `audio`: always the last, and there whenever there is sound. */
export type PlannedRung = { name: string; video: VideoRung | null }
export type LadderPlan = {
  /** The best first. */
  rungs: PlannedRung[]
  audio: { kbps: number; isCopy: boolean } | null
  /** Where the encoder puts key frames: where the source has them when a rung is copied, else at each segment's start. */
  keyFrames: 'source' | 'interval'
  /** Of all encoded rungs together. */
  encodedPixelsPerSecond: number
}

export type LadderLimits = {
  /** The most lines, or columns of a portrait, that are encoded. */
  shortSide: number
  /** The most frames a second that are encoded. */
  frameRate: number
  segmentSeconds: number
  /** What is left of the machine. */
  pixelsPerSecond: number
  /** The channel's choice; null takes what fits. */
  rungNames: readonly string[] | null
  /** False after the source's key frames proved to be too far apart. */
  mayCopy: boolean
}

export const AUDIO_RUNG = 'audio'
/** How far over its wanted length a segment may be: key frames stand on frames. */
export const SEGMENT_TOLERANCE_SECONDS = 0.1
/** Above an encoded rung's rate, and seconds of it that may come at once: together they bound a segment's size. */
export const MAX_RATE = 1.1
export const BUFFER_SECONDS = 0.5

const AUDIO_KBPS = 128
/** What a copied sound is taken for when nobody has measured it. */
const UNKNOWN_AUDIO_KBPS = 192
const STEPS = [1080, 720, 480, 360, 240]
/** Under this a picture is not worth a rung of its own. */
const LEAST_KBPS = 150
/** What a lower rung may have of the one above: closer than this, and switching gains a viewer nothing. */
const STEP_DOWN = 0.6
const SMALLEST_SIDE = 16
/** A rate a little over the limit is not worth half of its frames. */
const RATE_TOLERANCE = 1.1
/** Baseline, main and high: what every browser plays. */
const COPIED_PROFILES = [66, 77, 100]
const AAC_LOW_COMPLEXITY = 2
/** Box headers and sample tables, and AAC's own drift around its wanted rate. */
const OVERHEAD_KBPS = 24
const AUDIO_DRIFT = 1.05
/** A copied rung's rate is the publisher's affair: OBS's CBR stays well under this. */
const COPY_PEAK = 1.5

/** Never upscales, and never gives a rung more bits than the source has. */
export function planLadder(source: Source, limits: LadderLimits): LadderPlan {
  const { video, audio } = source
  const isCopy = video !== null && isCopied(source, limits)
  const pictures = video ? planPictures(video, { ...limits, mayCopy: isCopy }) : []
  const hasCopy = pictures.some((rung) => rung.video.isCopy)
  return {
    rungs: [...pictures, ...(audio ? [{ name: AUDIO_RUNG, video: null }] : [])],
    audio: audio && planAudio(audio, hasCopy || !video),
    keyFrames: hasCopy ? 'source' : 'interval',
    encodedPixelsPerSecond: pictures.reduce((sum, { video: rung }) => sum + encodedPixels(rung), 0),
  }
}

/** The most bits a second that any one segment has, and what they have in the long run (RFC 8216, 4.3.4.2). */
export function bandwidthOf(
  rung: PlannedRung,
  plan: LadderPlan,
  segmentSeconds: number,
): { bandwidth: number; averageBandwidth: number } {
  const audioKbps = (plan.audio?.kbps ?? 0) * AUDIO_DRIFT + OVERHEAD_KBPS
  const audioPeakKbps = plan.audio?.isCopy ? audioKbps * COPY_PEAK : audioKbps
  const videoKbps = rung.video?.bitrateKbps ?? 0
  return {
    bandwidth: Math.ceil(videoKbps * peakOf(rung, plan, segmentSeconds) + audioPeakKbps) * 1000,
    averageBandwidth: Math.ceil(videoKbps + audioKbps) * 1000,
  }
}

function peakOf({ video }: PlannedRung, { keyFrames }: LadderPlan, segmentSeconds: number): number {
  if (video?.isCopy) return COPY_PEAK
  // A segment ends at a key frame of the source's, so it may be half as long as wanted.
  const shortest = keyFrames === 'source' ? (segmentSeconds + SEGMENT_TOLERANCE_SECONDS) / 2 : segmentSeconds
  return MAX_RATE + BUFFER_SECONDS / shortest
}

function isCopied({ video, audio }: Source, { mayCopy, segmentSeconds }: LadderLimits): boolean {
  if (!mayCopy || video?.codec !== 'H.264') return false
  const { profile, chroma, bitDepth, isInterlaced, keyFrameSeconds } = video
  return (
    (audio === null || isPlainAac(audio)) &&
    COPIED_PROFILES.includes(profile ?? -1) &&
    chroma === '4:2:0' &&
    bitDepth === 8 &&
    isInterlaced === false &&
    (keyFrameSeconds === null || keyFrameSeconds <= segmentSeconds + SEGMENT_TOLERANCE_SECONDS)
  )
}

function isPlainAac({ codec, objectType }: AudioSource): boolean {
  return codec === 'AAC' && objectType === AAC_LOW_COMPLEXITY
}

function planAudio(audio: AudioSource, mayCopy: boolean): LadderPlan['audio'] {
  if (mayCopy && isPlainAac(audio)) return { kbps: audio.bitrateKbps ?? UNKNOWN_AUDIO_KBPS, isCopy: true }
  return { kbps: AUDIO_KBPS, isCopy: false }
}

function planPictures(video: VideoSource, limits: LadderLimits): (PlannedRung & { video: VideoRung })[] {
  const frameRate = planFrameRate(video.frameRate, limits.frameRate)
  const own = Math.min(video.width, video.height)
  const largestEncoded = Math.min(own, limits.shortSide)
  const sides = [...(limits.mayCopy && own > largestEncoded ? [own] : []), largestEncoded]
  const steps = [...sides, ...STEPS.filter((side) => side < largestEncoded)].map((shortSide): Step => {
    const isCopy = limits.mayCopy && shortSide === own
    const size = isCopy ? { width: video.width, height: video.height } : scaleTo(video, shortSide)
    return { shortSide, pixelsPerSecond: isCopy ? 0 : size.width * size.height * frameRate, isCopy, ...size }
  })
  return withBitrates(video, frameRate, chooseSteps(steps, limits))
}

function withBitrates(video: VideoSource, frameRate: number, steps: Step[]): (PlannedRung & { video: VideoRung })[] {
  let mostKbps = video.bitrateKbps === null ? Number.POSITIVE_INFINITY : sourceKbps(video, video.bitrateKbps)
  const rungs = steps.map(({ shortSide, width, height, isCopy }) => {
    const usual = usualKbps({ width, height })
    const bitrateKbps = Math.round(isCopy ? (video.bitrateKbps ?? usual * 2) : Math.min(usual, mostKbps))
    mostKbps = Math.min(mostKbps, bitrateKbps) * STEP_DOWN
    const rate = isCopy ? video.frameRate : frameRate
    return { name: `${shortSide}p`, video: { width, height, frameRate: rate, bitrateKbps, isCopy } }
  })
  return rungs.filter((rung, i) => i === 0 || rung.video.bitrateKbps >= LEAST_KBPS)
}

function encodedPixels({ width, height, frameRate, isCopy }: VideoRung): number {
  return isCopy ? 0 : width * height * frameRate
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
  return Math.max(1, sourceRate / Math.ceil(sourceRate / (limit * RATE_TOLERANCE)))
}

/** 4:2:0 video has even sides; rounding up must not make one larger than the source's. */
function scaleTo({ width, height }: { width: number; height: number }, shortSide: number) {
  const scale = shortSide / Math.min(width, height)
  const even = (side: number) =>
    Math.max(SMALLEST_SIDE, Math.min(2 * Math.round((side * scale) / 2), 2 * Math.floor(side / 2)))
  return { width: even(width), height: even(height) }
}
