/** The HTTP server around Next: stamps who asks, sets the security headers, and can close while browsers still listen. */

import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { CHAT_PATH } from '@shoal/protocol/chat'
import { pageAddress } from './addresses.ts'
import type { MethodsAt } from './api-methods.ts'
import { stampClient } from './client-address.ts'
import type { Config } from './config.ts'
import { decoded } from './decoded.ts'
import { API_PATH } from './operation.ts'
import { contentSecurityPolicy, headersOf } from './security-headers.ts'
import { createStaticFiles, type StaticFolders } from './static-files.ts'

/** Answers already under way get this long; event streams, which never end by themselves, are cut after it. */
const CLOSE_GRACE_MS = 500

/** Addresses that nothing has. */
const NO_OPERATION = `${API_PATH}/-`
const NO_PAGE = '/-'

type HttpOptions = {
  config: Config
  isDevelopment: boolean
  methodsAt: MethodsAt
  /** Of what the build made for browsers. */
  folders: StaticFolders
  handle: () => RequestListener
}

export function createHttpServer(options: HttpOptions): Server {
  const { config, isDevelopment, methodsAt } = options
  // what nobody takes over would stay open for ever; asked for anything else, a server may go on as if it were not
  const shouldUpgradeCallback = ({ url = '', headers }: IncomingMessage) =>
    isDevelopment || (url.startsWith(CHAT_PATH) && headers.upgrade?.toLowerCase() === 'websocket')
  const answer: RequestListener = (request, response) => {
    stampClient(request, config.trustProxy)
    const page = pageAddress({ get: (name) => [request.headers[name]].flat()[0] ?? null }, config)
    const policy = contentSecurityPolicy({
      page,
      nonce: randomBytes(16).toString('base64'),
      isDevelopment,
      path: request.url ?? '',
      config,
    })
    request.headers['content-security-policy'] = policy
    response.setHeader('Content-Security-Policy', policy)
    for (const [name, value] of Object.entries(headersOf(request.url ?? ''))) {
      if (value !== null) response.setHeader(name, value)
    }
    request.url = readableAddress(request.url ?? '')
    if (refuseUnknown(request, response, methodsAt)) return
    return options.handle()(request, response)
  }
  const listener = isDevelopment ? answer : createStaticFiles(options.folders, answer)
  return createServer({ shouldUpgradeCallback }, listener)
}

/** What Next would answer with 500: no page is at what is no UTF-8, and no text here has a NUL. The API refuses its own. */
function readableAddress(address: string): string {
  const [path = '', query] = address.split('?', 2)
  const isApi = path.startsWith(`${API_PATH}/`)
  if (decoded(path) === null || (path.includes('%00') && !isApi)) return isApi ? NO_OPERATION : NO_PAGE
  return isApi || !query?.includes('%00') ? address : `${path}?${query.replaceAll('%00', '')}`
}

/**
 * What Next would answer with a page, with 500 (a Fetch API request has no TRACE), or without saying which methods there
 * are. True when it is answered.
 */
function refuseUnknown(request: IncomingMessage, response: ServerResponse, methodsAt: MethodsAt): boolean {
  const [path = ''] = (request.url ?? '').split('?')
  const isApi = path.startsWith(`${API_PATH}/`)
  if (!isApi && request.method !== 'TRACE') return false
  const methods = isApi ? methodsAt(path) : ['GET', 'HEAD']
  if (methods?.includes(request.method ?? '')) return false
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Connection: 'close' }
  if (methods === null) response.writeHead(404, headers).end('{"error":"not-found"}')
  else response.writeHead(405, { ...headers, Allow: methods.join(', ') }).end('{"error":"method-not-allowed"}')
  return true
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
