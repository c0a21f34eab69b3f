/** The HTTP side as a Fastify app that is not listening yet: health, metrics, telemetry, and the door to the swarms. */

import cors from '@fastify/cors'
import fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Metrics } from './metrics.ts'
import { mayReadMetrics } from './metrics-guard.ts'
import { addTelemetryRoute, type TelemetryParts } from './telemetry-route.ts'

/** For 8 KiB, from the slowest uplink. */
const REQUEST_WITHIN_MS = 10_000

export type HttpParts = {
  telemetry: TelemetryParts
  metrics: Metrics
  metricsToken: string | undefined
  trustProxy: boolean
  onUpgrade: Parameters<FastifyInstance['server']['on']>[1]
  log: Logger
}

export async function buildHttp(parts: HttpParts): Promise<FastifyInstance> {
  const app = fastify({
    logger: false, // addresses are not to be kept, and the door's URLs hold tickets
    // the one in front alone: what it wrote is last in X-Forwarded-For
    trustProxy: parts.trustProxy && ((_, hop) => hop === 0),
    requestTimeout: REQUEST_WITHIN_MS,
    // such as h2c, which some clients offer with each request, and no server has to take (RFC 9110, section 7.8)
    http: { shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket' },
    forceCloseConnections: true,
  })
  app.setErrorHandler((error, _, reply) => {
    parts.log.error({ err: error }, 'request failed')
    return reply.code(500).send({ error: 'internal' })
  })
  await app.register(cors, { origin: '*', methods: ['GET', 'POST'], maxAge: 86_400 })
  addTelemetryRoute(app, parts.telemetry)
  app.get('/health', async (_, reply) => {
    if (parts.telemetry.broadcasts.isReachable) return { status: 'ok' }
    return reply.code(503).send({ status: 'degraded', reason: 'the database does not answer' })
  })
  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, parts.metricsToken)) return reply.code(403).send({ error: 'forbidden' })
    return reply.type(parts.metrics.registry.contentType).send(await parts.metrics.registry.metrics())
  })
  app.server.on('upgrade', parts.onUpgrade)
  return app
}
