/** The public HTTP server: the origin, health and metrics. Everything else is not found. */

import Fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type HealthParts, registerHealth } from './health.ts'
import { type OriginParts, registerOrigin } from './origin.ts'

const MOST_CONNECTIONS = 10_000
const HEADERS_MS = 10_000
const IDLE_MS = 30_000

export function buildHttp(parts: OriginParts & HealthParts & { log: Logger }): FastifyInstance {
  const app = Fastify({
    // A request that is no request, such as a path with broken escapes, is not found like any other.
    frameworkErrors: (_error, _request, reply) => {
      reply.hijack()
      reply.raw.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not-found"}')
    },
    bodyLimit: 1024,
    requestTimeout: HEADERS_MS,
    connectionTimeout: IDLE_MS,
    keepAliveTimeout: IDLE_MS,
    forceCloseConnections: true,
    http: { headersTimeout: HEADERS_MS },
  })
  app.server.maxConnections = MOST_CONNECTIONS
  app.setNotFoundHandler((_, reply) => reply.code(404).send({ error: 'not-found' }))
  app.setErrorHandler((error, request, reply) => {
    parts.log.error({ err: error, path: request.raw.url?.slice(0, 200) }, 'a request failed')
    return reply.code(500).send({ error: 'internal' })
  })
  registerOrigin(app, parts)
  registerHealth(app, parts)
  return app
}
