/** What a player tells about its last few seconds: who it got bytes from, what it gave, how it went. */

import { z } from 'zod'
import { epochSchema, rungNameSchema } from './hls-path.ts'

/** Milliseconds between two reports of one player. */
export const TELEMETRY_INTERVAL_MS = 5000
/** In a session's first minute, when what is not told yet weighs most beside what the origin has measured already. */
export const TELEMETRY_FIRST_INTERVAL_MS = 2600
export const TELEMETRY_FIRST_MINUTE_MS = 60_000
/** The largest report that is read, in bytes. */
export const TELEMETRY_MAX_BYTES = 8192

const bytes = z.int().min(0).max(10_000_000_000)
const milliseconds = z.int().min(0).max(86_400_000)

/** Whole segments of one rung that reached the decoder since the last report. */
const deliverySchema = z.strictObject({
  epoch: epochSchema,
  rung: rungNameSchema,
  originBytes: bytes,
  peerBytes: bytes,
  /** Media seconds in those segments, both sources together. */
  mediaSeconds: z.number().min(0).max(7200),
})

export const telemetryReportSchema = z.strictObject({
  version: z.literal(1),
  /** The newest ticket: it says who reports, and renews the viewer's admission to the swarm. */
  ticket: z.string().max(2048),
  /** 0, 1, 2 … within a viewer session; a repeated or older one is dropped. */
  sequence: z.int().min(0),
  /** Time that this report covers. */
  intervalMs: milliseconds,
  deliveries: z.array(deliverySchema).max(12),
  uploadedBytes: bytes,
  /** Peer segments whose bytes did not match their name. */
  rejectedSegments: z.int().min(0).max(100_000),
  /** Time that the picture moved, and time that it waited for data after it had started. */
  playedMs: milliseconds,
  stalledMs: milliseconds,
  stalls: z.int().min(0).max(10_000),
  /** Once per viewer session, from the start of loading to the first frame. */
  firstFrameMs: milliseconds.optional(),
  /** Distance to the live edge on the wall clock, from PROGRAM-DATE-TIME. */
  latencyMs: milliseconds.optional(),
  peers: z.int().min(0).max(1000),
})
export type TelemetryReport = z.infer<typeof telemetryReportSchema>
export type Delivery = z.infer<typeof deliverySchema>
