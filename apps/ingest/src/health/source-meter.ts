/** Measures what a publisher sends while it sends: bit rate, frame rate, key-frame distance, pictures that never came. */

import { isClosedKeyFrame, isSequenceHeader, type MediaPacket, readVideoTag } from '../transcode/media-packet.ts'
import { elapsedMs } from '../transcode/source-time.ts'

export type SourceMeasure = {
  bitrateKbps: number | null
  frameRate: number | null
  keyFrameSeconds: number | null
  droppedFrames: number | null
  hasAudio: boolean
}

const WINDOW_SECONDS = 10
/** Less than this says nothing yet: publishers send their first seconds in a burst. */
const LEAST_SECONDS = 2
const KEY_FRAMES_REMEMBERED_MS = 60_000
const AUDIO_REMEMBERED_MS = 3000
/** A publisher that pauses, or whose clock jumps, has dropped nothing and is not late with a key frame. */
const LONGEST_GAP_MS = 5000
/** The usual distance between two pictures is the middle one of so many. */
const STEPS = 61
/** Of them so many must be alike, or the source has no steady rate to drop pictures from. */
const STEADY_SHARE = 0.75
const ALIKE_MS = 3

type Second = { second: number; bytes: number; frames: number }

export class SourceMeter {
  #seconds: Second[] = []
  #firstSecond: number | null = null
  #lastAudioMs = Number.NEGATIVE_INFINITY
  #lastFrameMs: number | null = null
  #lastKeyFrameMs: number | null = null
  /** Distances between key frames, with when they were seen. */
  #distances: { atMs: number; seconds: number }[] = []
  #steps: number[] = []
  #droppedFrames = 0
  #hasVideo = false
  #isSteady = false

  add(packet: MediaPacket): void {
    const { kind, payload, arrivedAtMs, timestampMs } = packet
    if (kind === 'script') return
    const tag = kind === 'video' ? readVideoTag(payload) : null
    const isFrame = tag?.part === 'frame'
    this.#count(arrivedAtMs, payload.length, isFrame)
    if (kind === 'audio' && !isSequenceHeader(packet)) this.#lastAudioMs = arrivedAtMs
    if (!isFrame) return
    this.#hasVideo = true
    if (this.#lastFrameMs !== null) this.#step(elapsedMs(this.#lastFrameMs, timestampMs))
    this.#lastFrameMs = timestampMs
    if (isClosedKeyFrame(tag)) this.#keyFrame(timestampMs, arrivedAtMs)
  }

  read(nowMs: number): SourceMeasure {
    const now = Math.floor(nowMs / 1000)
    this.#forget(nowMs)
    // The first second was not whole, and the one that goes on is not yet.
    const first = (this.#firstSecond ?? now) + 1
    const whole = this.#seconds.filter(({ second }) => second >= first && second < now)
    const seconds = Math.min(WINDOW_SECONDS, now - first)
    const isEnough = seconds >= LEAST_SECONDS
    const sum = (of: 'bytes' | 'frames') => whole.reduce((total, each) => total + each[of], 0)
    return {
      bitrateKbps: isEnough ? Math.round((sum('bytes') * 8) / 1000 / seconds) : null,
      frameRate: isEnough && this.#hasVideo ? round(sum('frames') / seconds) : null,
      keyFrameSeconds: this.#keyFrameSeconds(),
      droppedFrames: this.#hasVideo && this.#isSteady ? this.#droppedFrames : null,
      hasAudio: nowMs - this.#lastAudioMs < AUDIO_REMEMBERED_MS,
    }
  }

  #count(arrivedAtMs: number, bytes: number, isFrame: boolean): void {
    const second = Math.floor(arrivedAtMs / 1000)
    this.#firstSecond ??= second
    let newest = this.#seconds.at(-1)
    if (newest?.second !== second) {
      newest = { second, bytes: 0, frames: 0 }
      this.#seconds.push(newest)
      if (this.#seconds.length > 2 * WINDOW_SECONDS) this.#seconds.shift()
    }
    newest.bytes += bytes
    if (isFrame) newest.frames += 1
  }

  #forget(nowMs: number): void {
    const since = Math.floor(nowMs / 1000) - WINDOW_SECONDS
    this.#seconds = this.#seconds.filter(({ second }) => second >= since)
    this.#distances = this.#distances.filter(({ atMs }) => atMs > nowMs - KEY_FRAMES_REMEMBERED_MS)
  }

  #step(stepMs: number): void {
    if (stepMs <= 0 || stepMs > LONGEST_GAP_MS) {
      this.#lastKeyFrameMs = null
      return
    }
    const usualMs = this.#usualStepMs()
    // Steps of whole milliseconds: 33 and 34 for 30 a second.
    if (usualMs !== null && stepMs > 1.5 * usualMs + 1) this.#droppedFrames += Math.round(stepMs / usualMs) - 1
    this.#steps.push(stepMs)
    if (this.#steps.length > STEPS) this.#steps.shift()
  }

  /** Null until enough were seen, and while they have nothing in common. */
  #usualStepMs(): number | null {
    if (this.#steps.length < STEPS) return null
    const sorted = this.#steps.toSorted((a, b) => a - b)
    const middle = sorted[STEPS >> 1] ?? 0
    const alike = sorted.filter((step) => Math.abs(step - middle) <= ALIKE_MS)
    this.#isSteady = alike.length >= STEADY_SHARE * STEPS
    return this.#isSteady ? alike.reduce((sum, step) => sum + step, 0) / alike.length : null
  }

  #keyFrame(timestampMs: number, arrivedAtMs: number): void {
    if (this.#lastKeyFrameMs !== null) {
      const seconds = elapsedMs(this.#lastKeyFrameMs, timestampMs) / 1000
      if (seconds > 0 && seconds * 1000 < KEY_FRAMES_REMEMBERED_MS) this.#distances.push({ atMs: arrivedAtMs, seconds })
    }
    this.#lastKeyFrameMs = timestampMs
  }

  /** One that is overdue counts by how long it is. */
  #keyFrameSeconds(): number | null {
    const longest = Math.max(...this.#distances.map(({ seconds }) => seconds))
    if (this.#distances.length === 0 && this.#openSeconds < LEAST_SECONDS) return null
    return round(Math.max(longest, this.#openSeconds))
  }

  get #openSeconds(): number {
    if (this.#lastKeyFrameMs === null || this.#lastFrameMs === null) return 0
    return Math.max(0, elapsedMs(this.#lastKeyFrameMs, this.#lastFrameMs) / 1000)
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
