/** `GET /metrics`, for this machine or the holder of SHOAL_METRICS_TOKEN. */

import { createHash, timingSafeEqual } from 'node:crypto'
import { LOCAL_HEADER } from '../../server/client-address.ts'
import { serverConfig } from '../../server/env.ts'
import { metrics } from '../../server/metrics.ts'

export async function GET(request: Request): Promise<Response> {
  if (!mayRead(request.headers))
    return new Response('Set SHOAL_METRICS_TOKEN, and send it as a bearer token.\n', { status: 403 })
  const { registry } = metrics()
  return new Response(await registry.metrics(), { headers: { 'Content-Type': registry.contentType } })
}

function mayRead(headers: Headers): boolean {
  if (headers.get(LOCAL_HEADER) === 'yes') return true
  const token = serverConfig().metricsToken
  if (token === undefined) return false
  return timingSafeEqual(sha256(headers.get('authorization') ?? ''), sha256(`Bearer ${token}`))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
