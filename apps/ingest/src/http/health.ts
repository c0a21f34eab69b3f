/** `/health` and `/metrics`, for the operator's tools. */

import { timingSafeEqual } from 'node:crypto'
import type { Database } from '@shoal/db/database'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Metrics } from './metrics.ts'

export type HealthParts = { database: Database; metrics: Metrics; metricsToken: string | undefined }

/** However often somebody asks, the database is asked once in this time. */
const PING_EVERY_MS = 2000
const PING_PATIENCE_MS = 2000
const LOOPBACK = /^(?:::1|(?:::ffff:)?127\.\d+\.\d+\.\d+)$/

export function registerHealth(app: FastifyInstance, { database, metrics, metricsToken }: HealthParts): void {
  const isReachable = cachedPing(database)
  app.get('/health', async (_, reply) => {
    reply.header('cache-control', 'no-store')
    if (await isReachable()) return { status: 'ok' }
    return reply.code(503).send({ status: 'degraded', reason: 'the database is out of reach; broadcasts go on' })
  })
  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, metricsToken)) return reply.code(403).send({ error: 'forbidden' })
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
}

function cachedPing(database: Database): () => Promise<boolean> {
  let askedAtMs = Number.NEGATIVE_INFINITY
  let answer: Promise<boolean> = Promise.resolve(false)
  return () => {
    if (Math.abs(Date.now() - askedAtMs) > PING_EVERY_MS) {
      askedAtMs = Date.now()
      const late = new Promise<boolean>((resolve) => setTimeout(resolve, PING_PATIENCE_MS, false).unref())
      answer = Promise.race([
        database.ping().then(
          () => true,
          () => false,
        ),
        late,
      ])
    }
    return answer
  }
}

/** Callers on this machine that no proxy brought, and those who have the token. */
function mayReadMetrics({ headers, raw }: FastifyRequest, token: string | undefined): boolean {
  if (token && isSame(headers.authorization ?? '', `Bearer ${token}`)) return true
  return headers['x-forwarded-for'] === undefined && LOOPBACK.test(raw.socket.remoteAddress ?? '')
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
