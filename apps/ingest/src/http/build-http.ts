/** The public HTTP server: the origin, health and metrics. Everything else is not found. */

import { createServer } from 'node:http'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type HealthParts, registerHealth } from './health.ts'
import { createOrigin, LIVE_PREFIX, type OriginParts } from './origin.ts'

const MOST_CONNECTIONS = 10_000
const HEADERS_MS = 10_000
const IDLE_MS = 30_000

export function buildHttp(parts: OriginParts & HealthParts & { log: Logger }): FastifyInstance {
  const origin = createOrigin(parts)
  const app = Fastify({
    // A request that is no request, such as a path with broken escapes, is not found like any other.
    frameworkErrors: (_error, _request, reply) => {
      reply.hijack()
      reply.raw.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not-found"}')
    },
    bodyLimit: 1024,
    forceCloseConnections: true,
    // The origin is asked far more often than all else, and needs nothing of what Fastify does for a request.
    serverFactory: (others) => {
      const server = createServer(
        { requestTimeout: HEADERS_MS, headersTimeout: HEADERS_MS, keepAliveTimeout: IDLE_MS },
        (request, response) => {
          if (request.url?.startsWith(LIVE_PREFIX)) origin(request, response)
          else others(request, response)
        },
      )
      server.setTimeout(IDLE_MS)
      server.maxConnections = MOST_CONNECTIONS
      return server
    },
  })
  app.setNotFoundHandler((_, reply) => reply.code(404).send({ error: 'not-found' }))
  app.setErrorHandler((error, request, reply) => {
    parts.log.error({ err: error, path: request.raw.url?.slice(0, 200) }, 'a request failed')
    return reply.code(500).send({ error: 'internal' })
  })
  // Fastify leaves alone a server that it has neither made nor opened.
  app.addHook('onClose', async ({ server }) => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  })
  registerHealth(app, parts)
  return app
}
