/**
 * `POST /swarm/telemetry`: from bytes of a stranger to a judged report. Every report that is dropped is counted. Limits
 * are those of a viewer session, never of an address: a whole school may be behind one, and a stranger without a ticket
 * costs less than counting its address would save.
 */

import { OPEN_DOOR } from '@shoal/db/broadcast-doors'
import { TELEMETRY_MAX_BYTES, telemetryReportSchema } from '@shoal/protocol/telemetry'
import type { TicketClaims } from '@shoal/protocol/ticket'
import type { Tickets } from '@shoal/protocol/tickets'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Audience, HeardReport, ReportOutcome } from '../audience/audience.ts'
import type { LiveBroadcast, LiveBroadcasts } from '../broadcast/live-broadcasts.ts'
import type { SwarmBroadcasts } from '../broadcast/swarm-broadcasts.ts'
import { addressBlock, plainAddress } from '../swarm/locality.ts'
import type { Renewals } from '../ticket/renewals.ts'

type DropReason =
  | 'too-big'
  | 'malformed'
  | 'bad-ticket'
  | 'unknown-broadcast'
  | Extract<ReportOutcome, { kind: 'dropped' }>['reason']

type Outcome = Extract<ReportOutcome, { kind: 'taken' }> | { kind: 'dropped'; reason: DropReason }

const STATUS: Partial<Record<DropReason, number>> = {
  'too-big': 413,
  malformed: 400,
  'bad-ticket': 401,
  'too-frequent': 429,
  repeated: 409,
}
/** Everything else: well-formed, and not true. */
const IMPOSSIBLE_STATUS = 422

export type TelemetryParts = {
  tickets: Tickets
  renewals: Renewals
  broadcasts: LiveBroadcasts
  /** Recordings too. */
  swarmBroadcasts: Pick<SwarmBroadcasts, 'find' | 'current' | 'opens'>
  audience: Audience
  countryOf: (address: string) => string | undefined
  onTaken: () => void
  /** The broadcast is known when the ticket is good. */
  onDropped: (reason: DropReason, broadcastId: string | undefined) => void
  now: () => number
}

const ticketHolderSchema = z.object({ ticket: z.string().max(2048) })

export function addTelemetryRoute(app: FastifyInstance, parts: TelemetryParts): void {
  app.register(async (scope) => {
    // read as text whatever it calls itself: sendBeacon says text/plain to save a preflight
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: TELEMETRY_MAX_BYTES }, (_, body, done) =>
      done(null, body),
    )
    scope.setErrorHandler((error, _, reply) => {
      const isTooBig = error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE'
      const reason = isTooBig ? 'too-big' : 'malformed'
      parts.onDropped(reason, undefined)
      return reply.code(STATUS[reason] ?? IMPOSSIBLE_STATUS).send({ error: reason })
    })
    scope.post('/swarm/telemetry', async (request, reply) => {
      const outcome = await take(request)
      if (outcome.kind === 'taken') return outcome.answer
      return reply.code(STATUS[outcome.reason] ?? IMPOSSIBLE_STATUS).send({ error: outcome.reason })
    })
  })

  async function take({ body, ip, headers }: Pick<FastifyRequest, 'body' | 'ip' | 'headers'>): Promise<Outcome> {
    const value = parseJson(body)
    const holder = ticketHolderSchema.safeParse(value)
    if (!holder.success) return drop('malformed')
    const nowMs = parts.now()
    const verdict = await parts.tickets.verify(holder.data.ticket, nowMs)
    if (verdict.kind !== 'valid') return drop('bad-ticket')
    parts.renewals.show(verdict.claims)
    return await judge(value, {
      ...{ claims: verdict.claims, block: addressBlock(ip) ?? '', nowMs },
      userAgent: headers['user-agent'],
      country: () => parts.countryOf(plainAddress(ip)),
    })
  }

  async function judge(
    value: unknown,
    { claims, ...circumstances }: Pick<HeardReport, 'claims' | 'block' | 'userAgent' | 'country' | 'nowMs'>,
  ): Promise<Outcome> {
    const report = telemetryReportSchema.safeParse(value)
    if (!report.success) return drop('malformed', claims)
    const broadcast =
      parts.broadcasts.reported(claims.broadcast) ?? (await parts.swarmBroadcasts.find(claims.broadcast))
    if (!broadcast) return drop('unknown-broadcast')
    // a player renews what is refused so, where it may
    if (!(await isOpenTo(claims, broadcast))) return drop('bad-ticket', claims)
    const isLive = parts.broadcasts.reported(broadcast.id) !== undefined
    if (!isLive && !report.data.isPast) return drop('unknown-broadcast') // its live edge is gone
    const outcome = parts.audience.hear({ report: report.data, claims, broadcast, isLive, ...circumstances })
    if (outcome.kind === 'dropped') return drop(outcome.reason, claims)
    parts.onTaken()
    return outcome
  }

  /** As the socket's door does. One that ended a moment ago may have no other door than the one it had. */
  async function isOpenTo({ door = OPEN_DOOR }: TicketClaims, reported: LiveBroadcast): Promise<boolean> {
    const { door: current } = parts.swarmBroadcasts.current(reported.id) ?? reported
    return current === door || (await parts.swarmBroadcasts.opens(reported.id, door))
  }

  function drop(reason: DropReason, claims?: TicketClaims): Outcome {
    parts.onDropped(reason, claims?.broadcast)
    return { kind: 'dropped', reason }
  }
}

function parseJson(body: unknown): unknown {
  try {
    return JSON.parse(String(body))
  } catch {
    return undefined
  }
}
