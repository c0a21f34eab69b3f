/** Who may read the metrics: whoever asks from this machine without a proxy between, and holders of the token. */

import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

export function mayReadMetrics(request: FastifyRequest, token: string | undefined): boolean {
  const address = request.raw.socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
  const isLocal = address === '::1' || address.startsWith('127.')
  if (isLocal && request.headers['x-forwarded-for'] === undefined) return true
  return token !== undefined && isSame(request.headers.authorization ?? '', `Bearer ${token}`)
}

/** Compares digests, so that the time tells nothing. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
