/** A viewer's signed admission: what it says, and what the web app answers when a player asks for one. */

import { z } from 'zod'
import { broadcastIdSchema, epochSchema } from './hls-path.ts'

/** `on` gives and takes, `receive-only` takes, `off` never opens a peer connection. */
export const p2pModeSchema = z.enum(['on', 'receive-only', 'off'])
export type P2pMode = z.infer<typeof p2pModeSchema>

export const TICKET_ISSUER = 'shoal'
export const TICKET_AUDIENCE = 'tracker'
export const TICKET_ALGORITHM = 'HS256'
/** Seconds a ticket lives; players renew at half of it. */
export const TICKET_LIFETIME_SECONDS = 600

/** The HS256 key from the text of the file `ticket-secret`: its characters as they are, not decoded. */
export function ticketKey(secret: string): Uint8Array {
  return new TextEncoder().encode(secret.trim())
}

/** The claims of the JSON Web Token (RFC 7519) that is the ticket; `iss`, `aud`, `exp` are the library's to check. */
export const ticketClaimsSchema = z.object({
  /** The viewer session. Random, no account, no address. */
  sub: z.string().regex(/^[\w-]{10,40}$/),
  broadcast: broadcastIdSchema,
  mode: p2pModeSchema,
  /** A `preview` is the studio's own player: its bytes count, its eyes do not. */
  role: z.enum(['viewer', 'preview']),
  exp: z.int(),
})
export type TicketClaims = z.infer<typeof ticketClaimsSchema>

/** `POST /api/tickets`. With `renew` (the ticket held until now) the viewer session stays the same one. */
export const ticketRequestSchema = z.strictObject({
  channel: z.string().max(64),
  mode: p2pModeSchema,
  role: z.enum(['viewer', 'preview']).default('viewer'),
  renew: z.string().max(2048).optional(),
})
export type TicketRequest = z.input<typeof ticketRequestSchema>

export const ticketAnswerSchema = z.object({
  ticket: z.string(),
  /** When the ticket ends, Unix milliseconds. */
  expiresAtMs: z.int(),
  /** What the ticket grants: the viewer's wish, or less where the operator's setting says so. */
  mode: p2pModeSchema,
  broadcastId: broadcastIdSchema,
  epoch: epochSchema,
  /** Absolute URL of the multivariant playlist. */
  playlistUrl: z.url(),
  /** Absolute `ws:` or `wss:` URL of the tracker, without the ticket. */
  trackerUrl: z.url(),
  /** Absolute URL that telemetry is posted to. */
  telemetryUrl: z.url(),
})
export type TicketAnswer = z.infer<typeof ticketAnswerSchema>
