/** A viewer's signed admission: what it says, and what the web app answers when a player asks for one. */

import * as z from 'zod/mini' // players take this file along
import { broadcastIdSchema, epochSchema } from './hls-path.ts'
import { p2pModeSchema } from './p2p-mode.ts'

export const TICKET_ISSUER = 'shoal'
export const TICKET_AUDIENCE = 'tracker'
export const TICKET_ALGORITHM = 'HS256'
/** Seconds a ticket lives; players renew at half of it. */
export const TICKET_LIFETIME_SECONDS = 600

/** The HS256 key from the text of the file `ticket-secret`: its characters as they are, not decoded. */
export function ticketKey(secret: string): Uint8Array {
  return new TextEncoder().encode(secret.trim())
}

/** A `control` viewer plays without P2P, so that there is something to compare with; its mode is `off`. */
const viewerGroupSchema = z.enum(['swarm', 'control'])
export type ViewerGroup = z.infer<typeof viewerGroupSchema>

/**
 * A `preview` is the studio's own player, a `seeder` a volunteer's machine that only hands on: their bytes count, their
 * eyes do not.
 */
const viewerRoleSchema = z.enum(['viewer', 'preview', 'seeder'])
export type ViewerRole = z.infer<typeof viewerRoleSchema>

/** The claims of the JSON Web Token (RFC 7519) that is the ticket; `iss`, `aud`, `exp` are the library's to check. */
export const ticketClaimsSchema = z.object({
  /** The viewer session. Random, no account, no address. */
  sub: z.string().check(z.regex(/^[\w-]{10,40}$/)),
  broadcast: broadcastIdSchema,
  mode: p2pModeSchema,
  role: viewerRoleSchema,
  group: z._default(viewerGroupSchema, 'swarm'),
  /** The name of the door that it was issued at, `open` where it is left out: a door that has changed since does not know it. */
  door: z.exactOptional(z.string().check(z.maxLength(64))),
  exp: z.int(),
})
export type TicketClaims = z.infer<typeof ticketClaimsSchema>

/** `POST /api/v1/tickets`. With `renew` (the ticket held until now) the viewer session stays the same one. */
export const ticketRequestSchema = z.strictObject({
  channel: z.string().check(z.maxLength(64)),
  /** For the past of this broadcast, as far back as there is one: its recording, or what viewers can rewind to. */
  past: z.exactOptional(broadcastIdSchema),
  mode: p2pModeSchema,
  role: z._default(viewerRoleSchema, 'viewer'),
  renew: z.optional(z.string().check(z.maxLength(2048))),
})
export type TicketRequest = z.input<typeof ticketRequestSchema>

/** As RTCIceServer has it. */
const iceServerSchema = z.object({
  urls: z.array(z.string()).check(z.minLength(1)),
  username: z.exactOptional(z.string()),
  credential: z.exactOptional(z.string()),
})

/** What the operator sets for every viewer's swarm. */
export const swarmPolicySchema = z.object({
  /** Empty unless the operator runs a STUN or TURN server. */
  iceServers: z.array(iceServerSchema),
  /** Peers are reached through the TURN server alone, and never see each other's address. */
  relayOnly: z.boolean(),
  /** A swarm connects from this many viewers on, this one included. */
  leastViewers: z.int().check(z.minimum(1)),
  /** Most that a viewer gives: kilobits a second, and megabytes a session; null is no limit. */
  uploadKbps: z.nullable(z.int().check(z.minimum(1))),
  uploadMegabytes: z.nullable(z.int().check(z.minimum(1))),
})
export type SwarmPolicy = z.infer<typeof swarmPolicySchema>

export const ticketAnswerSchema = z.object({
  ticket: z.string(),
  /** When the ticket ends, Unix milliseconds. */
  expiresAtMs: z.int(),
  /** The server's clock as it answers, Unix milliseconds: dates in playlists are by it, and a viewer's own may be wrong. */
  issuedAtMs: z.exactOptional(z.int()),
  /** What the ticket grants: the viewer's wish, or less where the operator's setting says so. */
  mode: p2pModeSchema,
  /** As the ticket's claim; told apart so that the page can say why the mode is `off`. */
  group: z.exactOptional(viewerGroupSchema),
  broadcastId: broadcastIdSchema,
  epoch: epochSchema,
  /** The origin gives nothing of this broadcast without a ticket: each request to it brings the newest. */
  isGuarded: z.exactOptional(z.boolean()),
  /** Absolute URL of the multivariant playlist: of the newest epoch, or for the past of the broadcast as a whole. */
  playlistUrl: z.url(),
  /** Absolute `ws:` or `wss:` URLs of the trackers, without the ticket: the first that answers has the swarm. */
  trackerUrls: z.array(z.url()).check(z.minLength(1)),
  /** Absolute URL that telemetry is posted to. */
  telemetryUrl: z.url(),
  policy: swarmPolicySchema,
  /** Who watches already, so that a player can choose its distance to the live edge before the first picture. */
  swarm: z.exactOptional(
    z.object({
      size: z.int().check(z.minimum(0)),
      /** Mean uplink in bit rates of what is watched; absent where it is not known. */
      uplinkRatio: z.exactOptional(z.number().check(z.minimum(0))),
    }),
  ),
})
export type TicketAnswer = z.infer<typeof ticketAnswerSchema>
