/** The lines of a broadcast's journal: what each says, and how it is read back. */

import { broadcastIdSchema, epochSchema, rungNameSchema } from '@shoal/protocol/hls-path'
import { z } from 'zod'
import { contentHashSchema, mediaMsSchema, segmentNumberSchema } from './broadcast-folder.ts'

const seconds = z.number().min(0)
const bytes = z.int().min(0)

const settingsSchema = z.object({
  segmentSeconds: seconds,
  windowSeconds: seconds,
  rewindSeconds: seconds,
  reconnectSeconds: seconds,
  rungNames: z.array(rungNameSchema).nullable(),
  isRecorded: z.boolean(),
})

const factsSchema = z.object({
  id: broadcastIdSchema,
  channelId: z.string(),
  slug: z.string(),
  /** Unix milliseconds; the media timeline's second 10. */
  startedAtMs: z.int(),
  segmentSeconds: seconds,
  settings: settingsSchema,
})
/** What a broadcast is from its start on. */
export type BroadcastFacts = z.infer<typeof factsSchema>

const videoRungSchema = z.object({
  width: z.int(),
  height: z.int(),
  frameRate: z.number(),
  bitrateKbps: z.number(),
  isCopy: z.boolean(),
})

const planSchema = z.object({
  rungs: z.array(z.object({ name: rungNameSchema, video: videoRungSchema.nullable() })),
  audio: z.object({ kbps: z.number(), isCopy: z.boolean() }).nullable(),
  keyFrames: z.enum(['source', 'interval']),
  encodedPixelsPerSecond: z.number(),
})

const variantSchema = z.object({
  name: rungNameSchema,
  bandwidth: z.number(),
  averageBandwidth: z.number(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  frameRate: z.string().nullable(),
  videoCodec: z.string().nullable(),
  audioCodec: z.string().nullable(),
})

const epochFactsSchema = z.object({
  epoch: epochSchema,
  plan: planSchema,
  variants: z.array(variantSchema),
})
/** A ladder's time in the broadcast. */
export type EpochFacts = z.infer<typeof epochFactsSchema>

const partSchema = z.object({
  hash: contentHashSchema,
  bytes,
  videoBytes: bytes,
  initHash: contentHashSchema,
  pieceRoot: contentHashSchema.optional(),
})

const segmentSchema = z.object({
  number: segmentNumberSchema,
  epoch: epochSchema,
  startSeconds: seconds,
  durationSeconds: seconds,
  programDateTimeMs: z.number(),
  isDiscontinuity: z.boolean(),
  parts: z.record(rungNameSchema, partSchema),
  stretch: z
    .object({ discontinuitySequence: z.int(), firstNumber: segmentNumberSchema, startSeconds: seconds })
    .optional(),
})
export type JournalSegment = z.infer<typeof segmentSchema>

const pictureSchema = z.object({ mediaMs: mediaMsSchema, bytes })
export type JournalPicture = z.infer<typeof pictureSchema>

const endSchema = z.object({
  reason: z.string(),
  atMs: z.int(),
  isRecorded: z.boolean(),
  seconds,
  bytes,
  segments: z.int().min(0),
})
/** How it ended, and what is kept of it; so the whole need not be read to know its size. */
export type JournalEnd = z.infer<typeof endSchema>

const storyboardSchema = z.object({ sheets: z.int().min(1), bytes })
export type JournalStoryboard = z.infer<typeof storyboardSchema>

const lineSchema = z.discriminatedUnion('kind', [
  factsSchema.extend({ kind: z.literal('broadcast') }),
  epochFactsSchema.extend({ kind: z.literal('epoch') }),
  segmentSchema.extend({ kind: z.literal('segment') }),
  /** An init segment, before the first segment that needs it. */
  z.object({ kind: z.literal('init'), epoch: epochSchema, rung: rungNameSchema, hash: contentHashSchema, bytes }),
  /** Segments from `from` up to, not including, `before` are no longer there. */
  z.object({ kind: z.literal('dropped'), from: segmentNumberSchema, before: segmentNumberSchema }),
  pictureSchema.extend({ kind: z.literal('picture') }),
  /** Pictures before that time are no longer there. */
  z.object({ kind: z.literal('pictures-dropped'), beforeMs: mediaMsSchema }),
  endSchema.extend({ kind: z.literal('end') }),
  storyboardSchema.extend({ kind: z.literal('storyboard') }),
])
export type JournalLine = z.infer<typeof lineSchema>

/** Null for a line that was torn or is none. */
export function parseJournalLine(text: string): JournalLine | null {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

export function writeJournalLine(line: JournalLine): string {
  return `${JSON.stringify(line)}\n`
}
