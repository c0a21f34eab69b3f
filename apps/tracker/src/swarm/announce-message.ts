/** What a viewer may say to the tracker, in the WebSocket protocol of WebTorrent's trackers. */

import { z } from 'zod'

/** Bytes of one message; five offers of a machine with many addresses come to about 20 KiB. */
export const MAX_MESSAGE_BYTES = 32 * 1024
/** The player makes five an announce. */
const MAX_OFFERS = 10

/** 20 bytes, one a character, as bittorrent-tracker's client writes them into JSON. */
const twentyBytes = z
  .string()
  .length(20)
  .refine((text) => Buffer.from(text, 'latin1').toString('latin1') === text)
/** The player's ids are ASCII, and so are our info_hashes. */
const twentyCharacters = z.string().regex(/^[\u0020-\u007e]{20}$/)
const sdp = z.string().min(1).max(16_384)

// strict where things are passed on as they came
const offerSchema = z.strictObject({
  offer: z.strictObject({ type: z.literal('offer'), sdp }),
  offer_id: twentyBytes,
})

const announceSchema = z.object({
  action: z.literal('announce'),
  info_hash: twentyCharacters,
  peer_id: twentyCharacters,
  event: z.enum(['started', 'stopped', 'completed', 'update', 'paused', 'empty']).optional(),
  offers: z.array(offerSchema).max(MAX_OFFERS).optional(),
  /** Links that the viewer has now: our own word, which no other tracker minds. */
  links: z.int().min(0).max(1000).optional(),
})

const answerSchema = announceSchema.omit({ event: true, offers: true, links: true }).extend({
  answer: z.strictObject({ type: z.literal('answer'), sdp }),
  to_peer_id: twentyCharacters,
  offer_id: twentyBytes,
})

const actionSchema = z.object({ action: z.string(), answer: z.unknown().optional() })

export type Announce = z.infer<typeof announceSchema>
export type Answer = z.infer<typeof answerSchema>
export type SwarmMessage =
  | { kind: 'announce'; message: Announce }
  | { kind: 'answer'; message: Answer }
  | { kind: 'refused'; reason: 'malformed-message' | 'scrape' }

/** Fields beside those of the schemas may be there; nobody reads them. */
export function parseSwarmMessage(text: string): SwarmMessage {
  const value = parseJson(text)
  const action = actionSchema.safeParse(value)
  if (!action.success) return { kind: 'refused', reason: 'malformed-message' }
  if (action.data.action === 'scrape') return { kind: 'refused', reason: 'scrape' }
  if (action.data.answer !== undefined) {
    const answer = answerSchema.safeParse(value)
    if (answer.success) return { kind: 'answer', message: answer.data }
  } else {
    const announce = announceSchema.safeParse(value)
    if (announce.success) return { kind: 'announce', message: announce.data }
  }
  return { kind: 'refused', reason: 'malformed-message' }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
