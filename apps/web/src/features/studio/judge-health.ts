/** What a broadcast's health means to its streamer: how good each figure is, and what would help. Pure. */

import { HEALTH_FRESH_MS } from '@shoal/protocol/broadcast-health'
import { type HealthSample, type MeasuredHealth, recentlyDropped } from './health-samples.ts'

export type Level = 'good' | 'warn' | 'bad' | 'unknown'

/** What helps, by kind; the catalogue has the sentence, with these values in it. */
export type Advice =
  | { kind: 'key-frames-far'; level: 'warn'; seconds: number; wanted: number }
  | { kind: 'frames-missing'; level: 'warn' | 'bad'; share: number }
  | { kind: 'frame-rate-low'; level: 'warn' | 'bad'; is: number; wanted: number }
  | { kind: 'encoder-slow'; level: 'warn' | 'bad'; speed: number }
  | { kind: 'encoder-drops'; level: 'warn'; frames: number }
  | { kind: 'bitrate-unsteady'; level: 'warn'; lowestKbps: number; usualKbps: number }
  | { kind: 'bitrate-low'; level: 'warn'; kbps: number; wantedKbps: number }
  | { kind: 'bitrate-high'; level: 'warn'; kbps: number; wantedKbps: number }
  | { kind: 'no-sound'; level: 'warn' }
  | { kind: 'no-picture'; level: 'warn' }

export type HealthJudgement = {
  /** `silent`: nothing was measured lately. `measuring`: too early to say. */
  verdict: 'good' | 'warn' | 'bad' | 'measuring' | 'silent'
  levels: { bitrate: Level; frameRate: Level; keyFrames: Level; dropped: Level; encoder: Level }
  /** The worst first. */
  advice: Advice[]
}

/** A key frame may be this much later than a segment is long: encoders count in pictures. */
const KEY_FRAME_SLACK = 1.1
const MISSING_WARN = 0.01
const MISSING_BAD = 0.05
/** Of what the source announced. */
const FRAME_RATE_WARN = 0.92
const FRAME_RATE_BAD = 0.75
/** Media by time: a little below 1 is the jitter of the measurement. */
const SPEED_WARN = 0.97
const SPEED_BAD = 0.85
const LAG_WARN_SECONDS = 3
const LAG_BAD_SECONDS = 8
/** Bits for each pixel of H.264: below, movement turns to blocks; above, more bits are not seen. */
const BITS_PER_PIXEL = { low: 0.025, wanted: 0.08, high: 0.35 }
/** Most viewers' connections, and most streamers' uploads, are below. */
const HIGH_KBPS = 12_000
/** A minute's lowest bit rate beside its median. */
const UNSTEADY = 0.5
const UNSTEADY_SAMPLES = 10
const UNSTEADY_WITHIN_MS = 60_000

const NOTHING: HealthJudgement['levels'] = {
  ...{ bitrate: 'unknown', frameRate: 'unknown', keyFrames: 'unknown', dropped: 'unknown', encoder: 'unknown' },
}

/** `nowMs` is the server's clock or close to it. */
export function judgeHealth(
  health: MeasuredHealth | null,
  samples: readonly HealthSample[],
  nowMs: number,
): HealthJudgement {
  if (health === null || health.publishingSinceMs === null || nowMs - health.atMs > 2 * HEALTH_FRESH_MS) {
    return { verdict: 'silent', levels: NOTHING, advice: [] }
  }
  const bitrate = judgeBitrate(health, samples)
  const frameRate = judgeFrameRate(health)
  const keyFrames = judgeKeyFrames(health)
  const dropped = judgeDropped(samples)
  const encoder = judgeEncoder(health, samples)
  const all = [bitrate, frameRate, keyFrames, dropped, encoder]
  const advice = [...all.flatMap((one) => one.advice), ...judgeTracks(health)].toSorted(worstFirst)
  const levels = {
    ...{ bitrate: bitrate.level, frameRate: frameRate.level, keyFrames: keyFrames.level },
    ...{ dropped: dropped.level, encoder: encoder.level },
  }
  return { verdict: verdictOf(advice, health), levels, advice }
}

type Judged = { level: Level; advice: Advice[] }

function judgeBitrate(health: MeasuredHealth, samples: readonly HealthSample[]): Judged {
  const kbps = health.bitrateKbps
  if (kbps === null) return { level: 'unknown', advice: [] }
  const advice: Advice[] = []
  const recent = samples.flatMap((one) =>
    one.atMs > health.atMs - UNSTEADY_WITHIN_MS && one.bitrateKbps !== null ? [one.bitrateKbps] : [],
  )
  const usualKbps = median(recent)
  const lowestKbps = Math.min(...recent)
  if (recent.length >= UNSTEADY_SAMPLES && lowestKbps < usualKbps * UNSTEADY) {
    advice.push({ kind: 'bitrate-unsteady', level: 'warn', lowestKbps, usualKbps })
  }
  const video = health.source?.video
  if (video) {
    const pixels = video.width * video.height * (health.frameRate ?? video.frameRate)
    const perPixel = (kbps * 1000) / Math.max(1, pixels)
    const wantedKbps = roundTo((pixels * BITS_PER_PIXEL.wanted) / 1000, 500)
    if (perPixel < BITS_PER_PIXEL.low && advice.length === 0) {
      advice.push({ kind: 'bitrate-low', level: 'warn', kbps, wantedKbps })
    }
    if (kbps > HIGH_KBPS || (perPixel > BITS_PER_PIXEL.high && kbps > 4000)) {
      advice.push({ kind: 'bitrate-high', level: 'warn', kbps, wantedKbps: Math.min(wantedKbps, HIGH_KBPS / 2) })
    }
  }
  return { level: levelOf(advice), advice }
}

function judgeFrameRate({ frameRate, source }: MeasuredHealth): Judged {
  if (frameRate === null) return { level: 'unknown', advice: [] }
  const wanted = source?.video?.frameRate ?? 0
  const share = wanted > 0 ? frameRate / wanted : 1
  if (share >= FRAME_RATE_WARN) return { level: 'good', advice: [] }
  const level = share < FRAME_RATE_BAD ? 'bad' : 'warn'
  return { level, advice: [{ kind: 'frame-rate-low', level, is: frameRate, wanted }] }
}

function judgeKeyFrames({ keyFrameSeconds, segmentSeconds }: MeasuredHealth): Judged {
  if (keyFrameSeconds === null) return { level: 'unknown', advice: [] }
  if (keyFrameSeconds <= segmentSeconds * KEY_FRAME_SLACK) return { level: 'good', advice: [] }
  const advice: Advice = { kind: 'key-frames-far', level: 'warn', seconds: keyFrameSeconds, wanted: segmentSeconds }
  return { level: 'warn', advice: [advice] }
}

function judgeDropped(samples: readonly HealthSample[]): Judged {
  const dropped = recentlyDropped(samples, 'sourceDropped')
  if (dropped === null) return { level: 'unknown', advice: [] }
  if (dropped.share < MISSING_WARN) return { level: 'good', advice: [] }
  const level = dropped.share < MISSING_BAD ? 'warn' : 'bad'
  return { level, advice: [{ kind: 'frames-missing', level, share: dropped.share }] }
}

function judgeEncoder({ encoderSpeed, encoderLagSeconds }: MeasuredHealth, samples: readonly HealthSample[]): Judged {
  const lag = encoderLagSeconds ?? 0
  const advice: Advice[] = []
  // a burst of media, such as after a stall, is worked off above 1
  const isSlow = encoderSpeed !== null && encoderSpeed < SPEED_WARN
  if ((isSlow && lag >= 1) || lag >= LAG_WARN_SECONDS) {
    const isBad = (isSlow && encoderSpeed < SPEED_BAD && lag >= LAG_WARN_SECONDS) || lag >= LAG_BAD_SECONDS
    advice.push({ kind: 'encoder-slow', level: isBad ? 'bad' : 'warn', speed: encoderSpeed ?? 1 })
  }
  const dropped = recentlyDropped(samples, 'encoderDropped')
  if (dropped !== null && samples.length > 1 && dropped.frames > 0) {
    advice.push({ kind: 'encoder-drops', level: 'warn', frames: dropped.frames })
  }
  if (encoderSpeed === null && advice.length === 0) return { level: 'unknown', advice }
  return { level: levelOf(advice), advice }
}

function judgeTracks({ source, hasAudio, publishingSinceMs, atMs }: MeasuredHealth): Advice[] {
  // both tracks have had time to come
  if (source === null || publishingSinceMs === null || atMs - publishingSinceMs < 10_000) return []
  const advice: Advice[] = []
  if (source.video === null) advice.push({ kind: 'no-picture', level: 'warn' })
  else if (source.audio === null || hasAudio === false) advice.push({ kind: 'no-sound', level: 'warn' })
  return advice
}

function levelOf(advice: readonly Advice[]): Level {
  return advice.some(({ level }) => level === 'bad') ? 'bad' : advice.length > 0 ? 'warn' : 'good'
}

function verdictOf(advice: readonly Advice[], { bitrateKbps }: MeasuredHealth): HealthJudgement['verdict'] {
  if (advice.length > 0) return advice.some(({ level }) => level === 'bad') ? 'bad' : 'warn'
  return bitrateKbps === null ? 'measuring' : 'good'
}

function worstFirst(a: Advice, b: Advice): number {
  return Number(b.level === 'bad') - Number(a.level === 'bad')
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function roundTo(value: number, step: number): number {
  return Math.max(step, Math.round(value / step) * step)
}
