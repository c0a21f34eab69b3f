/** What a player tells about its last few seconds: who it got bytes from, what it gave, how it went. */

import * as z from 'zod/mini' // players take this file along
import { epochSchema, rungNameSchema } from './hls-path.ts'

/** Milliseconds between two reports of one player. */
export const TELEMETRY_INTERVAL_MS = 5000
/** In a session's first minute, when what is not told yet weighs most beside what the origin has measured already. */
export const TELEMETRY_FIRST_INTERVAL_MS = 2600
export const TELEMETRY_FIRST_MINUTE_MS = 60_000
/** The largest report that is read, in bytes: one with every list full has three quarters of it. */
export const TELEMETRY_MAX_BYTES = 16_384

const bytes = z.int().check(z.minimum(0), z.maximum(10_000_000_000))
const milliseconds = z.int().check(z.minimum(0), z.maximum(86_400_000))

/** Whole segments of one rung that reached the decoder since the last report. */
const deliverySchema = z.strictObject({
  epoch: epochSchema,
  rung: rungNameSchema,
  originBytes: bytes,
  peerBytes: bytes,
  /** Media seconds in those segments, both sources together. */
  mediaSeconds: z.number().check(z.minimum(0), z.maximum(7200)),
})

/** 20 ASCII characters, as the tracker knows a peer. */
export const peerIdSchema = z.string().check(z.regex(/^[\u0021-\u007e]{20}$/))

/** What a peer did: bytes that are not the segment's, no bytes at all, or none of what it announced. */
export const offenceSchema = z.enum(['corrupt', 'stalled', 'absent'])
export type Offence = z.infer<typeof offenceSchema>

/** What this viewer measured of its peers. Others' words about a viewer count, its own do not. */
const swarmReportSchema = z.strictObject({
  /** The newest peer id of this viewer. */
  peerId: peerIdSchema,
  /** Drain of its own uploads while it had something to send, kilobits a second; absent until it was measured. */
  uplinkKbps: z.optional(z.int().check(z.minimum(0), z.maximum(10_000_000))),
  /** It gives now: its mode is `on` and nothing (a slow uplink, mobile data, a hidden page) keeps it from giving. */
  gives: z.boolean(),
  /** Checked bytes from each peer since the last report. */
  received: z.array(z.strictObject({ peerId: peerIdSchema, bytes })).check(z.maxLength(40)),
  /** Peers that it asked for something since the last report, whatever came of it. */
  asked: z.optional(z.array(peerIdSchema).check(z.maxLength(40))),
  /** Peers that asked it for something since the last report, and the bytes that each was sent, which may be none. */
  askers: z.optional(z.array(z.strictObject({ peerId: peerIdSchema, bytes })).check(z.maxLength(40))),
  /** Peers that did so to this viewer since the last report: wrong bytes and broken promises once, silence again and again. */
  offenders: z.array(z.strictObject({ peerId: peerIdSchema, offence: offenceSchema })).check(z.maxLength(10)),
})
export type SwarmReport = z.infer<typeof swarmReportSchema>

export const telemetryReportSchema = z.strictObject({
  version: z.literal(1),
  /** The newest ticket: it says who reports, and renews the viewer's admission to the swarm. */
  ticket: z.string().check(z.maxLength(2048)),
  /** 0, 1, 2 … within a viewer session; a repeated or older one is dropped. */
  sequence: z.int().check(z.minimum(0)),
  /** Time that this report covers. */
  intervalMs: milliseconds,
  deliveries: z.array(deliverySchema).check(z.maxLength(12)),
  uploadedBytes: bytes,
  /** Peer segments whose bytes did not match their name. */
  rejectedSegments: z.int().check(z.minimum(0), z.maximum(100_000)),
  /** Time that the picture moved, and time that it waited for data after it had started. */
  playedMs: milliseconds,
  stalledMs: milliseconds,
  stalls: z.int().check(z.minimum(0), z.maximum(10_000)),
  /** Once per viewer session, from the start of loading to the first frame. */
  firstFrameMs: z.optional(milliseconds),
  /** Distance to the live edge on the wall clock, from PROGRAM-DATE-TIME. */
  latencyMs: z.optional(milliseconds),
  peers: z.int().check(z.minimum(0), z.maximum(1000)),
  /** Of a viewer who went back in a live broadcast, or watches a recording: it loads as it likes, and is a visit's part. */
  isPast: z.optional(z.boolean()),
  /** The viewer leaves, as far as the player knows: the page goes away, or the player is taken down. */
  isLast: z.optional(z.boolean()),
  /** Absent where P2P is off. */
  swarm: z.optional(swarmReportSchema),
})
export type TelemetryReport = z.infer<typeof telemetryReportSchema>
export type Delivery = z.infer<typeof deliverySchema>

/** What the tracker knows of a viewer's swarm, told with the answer to each report. */
export const swarmHintsSchema = z.object({
  /** Viewers in the swarm of this viewer's rung. */
  size: z.int().check(z.minimum(0)),
  /** How many of them have proved that they can seed: the ranks 0 to `seeders` - 1 are given out. */
  seeders: z.int().check(z.minimum(0)),
  /** This viewer's own rank among them, the same for as long as it seeds; null when it is not one. */
  rank: z.nullable(z.int().check(z.minimum(0))),
  /** Mean uplink of the swarm's viewers in bit rates of the rung, where it is known: those that only receive are 0. */
  uplinkRatio: z.optional(z.number().check(z.minimum(0))),
})
export type SwarmHints = z.infer<typeof swarmHintsSchema>

/** The answer to a report that was taken. */
export const telemetryAnswerSchema = z.object({
  /** Null where the viewer is in no swarm. */
  hints: z.nullable(swarmHintsSchema),
  /** Of the peers that the report names in any list, those that could give and do not: they are served last. */
  riders: z.array(peerIdSchema).check(z.maxLength(40)),
  /** Peers of this swarm that several viewers cut off. */
  banned: z.array(peerIdSchema).check(z.maxLength(100)),
  /** False when P2P is off for this broadcast from now on: its viewers stall more than those without. */
  isP2pGood: z.boolean(),
})
export type TelemetryAnswer = z.infer<typeof telemetryAnswerSchema>
