/** How a broadcast's publisher and encoder do, as of a moment ago: measured by ingest, read by the studio and the dashboard. */

import { z } from 'zod'

/** Ingest writes so often; what is older than three of these is no longer true. */
export const HEALTH_INTERVAL_MS = 2000
export const HEALTH_FRESH_MS = 3 * HEALTH_INTERVAL_MS

const count = z.int().min(0)
const rate = z.number().min(0)

export const broadcastHealthSchema = z.object({
  /** Since when this publisher sends, Unix milliseconds; null while none does. What it sent is null then too. */
  publishingSinceMs: z.int().nullable(),
  /** What arrives, picture and sound together, over the last ten seconds. */
  bitrateKbps: rate.nullable(),
  /** Pictures a second that arrive, over the last ten seconds; null for sound alone. */
  frameRate: rate.nullable(),
  /** The longest distance between two key frames of the last minute, in the publisher's time; null until two came. */
  keyFrameSeconds: rate.nullable(),
  /** The longest that a segment is, for which key frames have to come at least as often. */
  segmentSeconds: rate,
  droppedFrames: z.object({
    /** Pictures that the source's own clock has room for and that never came, since `publishingSinceMs`. */
    source: count.nullable(),
    /** Pictures that came and that no rung has, because an encoder was replaced, since `publishingSinceMs`. */
    encoder: count.nullable(),
  }),
  /** Media that the encoder takes by the time that passes: 1 keeps pace. Null in its first seconds, and without one. */
  encoderSpeed: rate.nullable(),
  /** Media that waits for the encoder. */
  encoderLagSeconds: rate.nullable(),
  /** How often an encoder was replaced since `publishingSinceMs`. */
  encoderRestarts: count,
  rungs: z.array(
    z.object({
      name: z.string(),
      /** Null in the rung of sound alone, as is the next. */
      width: z.int().nullable(),
      height: z.int().nullable(),
      frameRate: rate.nullable(),
      /** As planned; 0 where it is the sound's alone. */
      bitrateKbps: rate,
      /** The source's own picture, not encoded. */
      isCopy: z.boolean(),
    }),
  ),
  /** The source's facts; null until they are known. */
  source: z
    .object({
      video: z
        .object({
          codec: z.string(),
          width: z.int(),
          height: z.int(),
          /** As announced, or measured at the start. */
          frameRate: rate,
          bitrateKbps: rate.nullable(),
          hasBFrames: z.boolean().nullable(),
        })
        .nullable(),
      audio: z
        .object({
          codec: z.string(),
          bitrateKbps: rate.nullable(),
          sampleRate: rate.nullable(),
          channels: count.nullable(),
        })
        .nullable(),
    })
    .nullable(),
  /** Whether sound has arrived in the last seconds; null while no publisher sends. */
  hasAudio: z.boolean().nullable(),
})
export type BroadcastHealth = z.infer<typeof broadcastHealthSchema>
