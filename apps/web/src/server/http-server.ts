/** The HTTP server around Next: stamps who asks, sets the security headers, and can close while browsers still listen. */

import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { pageAddress } from './addresses.ts'
import { stampClient } from './client-address.ts'
import type { Config } from './config.ts'
import { contentSecurityPolicy, headersOf, isFrameable } from './security-headers.ts'

type Handle = Parameters<typeof createServer>[1] & {}

/** Answers already under way get this long; event streams, which never end by themselves, are cut after it. */
const CLOSE_GRACE_MS = 500

export function createHttpServer(options: { config: Config; isDevelopment: boolean; handle: () => Handle }): Server {
  const { config, isDevelopment } = options
  return createServer((request, response) => {
    stampClient(request, config.trustProxy)
    const page = pageAddress({ get: (name) => [request.headers[name]].flat()[0] ?? null }, config)
    const policy = contentSecurityPolicy({
      page,
      nonce: randomBytes(16).toString('base64'),
      isDevelopment,
      isFrameable: isFrameable(request.url ?? ''),
      config,
    })
    request.headers['content-security-policy'] = policy
    response.setHeader('Content-Security-Policy', policy)
    for (const [name, value] of Object.entries(headersOf(request.url ?? ''))) {
      if (value !== null) response.setHeader(name, value)
    }
    return options.handle()(request, response)
  })
}

/** Resolves once the port is bound. */
export function listen(server: Server, { host, port }: { host: string | undefined; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      server.removeListener('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS).unref()
  })
}
