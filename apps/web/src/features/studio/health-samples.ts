/** The last minutes of a broadcast's health, kept in the page: what sparklines draw and what shares are taken of. Pure. */

import type { BroadcastHealth } from '@shoal/protocol/broadcast-health'

const SAMPLES_KEPT_MS = 300_000

export type MeasuredHealth = BroadcastHealth & { atMs: number }

export type HealthSample = {
  atMs: number
  publishingSinceMs: number
  bitrateKbps: number | null
  frameRate: number | null
  encoderSpeed: number | null
  /** Since `publishingSinceMs`. */
  sourceDropped: number | null
  encoderDropped: number | null
}

/** With the newest one, where it is new; without those that are too old, or of a publisher before. */
export function keepSamples(samples: readonly HealthSample[], health: MeasuredHealth | null): readonly HealthSample[] {
  if (health === null) return samples.length === 0 ? samples : []
  const { atMs, publishingSinceMs } = health
  if (publishingSinceMs === null || atMs <= (samples.at(-1)?.atMs ?? 0)) return samples
  const sample: HealthSample = {
    ...{ atMs, publishingSinceMs, bitrateKbps: health.bitrateKbps, frameRate: health.frameRate },
    ...{ encoderSpeed: health.encoderSpeed, sourceDropped: health.droppedFrames.source },
    encoderDropped: health.droppedFrames.encoder,
  }
  const isKept = (one: HealthSample) => one.atMs > atMs - SAMPLES_KEPT_MS && one.publishingSinceMs === publishingSinceMs
  return [...samples.filter(isKept), sample]
}

const RECENT_MS = 60_000

/**
 * How many of the pictures of the last minute were dropped, and what share of them that is; a page that has just been
 * opened takes all since the publisher came. Null until it is known.
 */
export function recentlyDropped(
  samples: readonly HealthSample[],
  by: 'sourceDropped' | 'encoderDropped',
): { frames: number; share: number } | null {
  const last = samples.at(-1)
  const lastCount = last?.[by] ?? null
  if (!last || lastCount === null || !last.frameRate) return null
  const first = samples.find((one) => one.atMs >= last.atMs - RECENT_MS && one[by] !== null)
  const isAlone = first === undefined || first === last
  const frames = isAlone ? lastCount : Math.max(0, lastCount - (first[by] ?? 0))
  const passedMs = last.atMs - (isAlone ? last.publishingSinceMs : first.atMs)
  const expected = (Math.max(1000, passedMs) / 1000) * last.frameRate
  return { frames, share: Math.min(1, frames / (frames + expected)) }
}
