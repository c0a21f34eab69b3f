/** Listens for publishers, plain and within TLS, and closes the door on too many of them. */

import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls'
import type { Logger } from 'pino'
import { type ListenAddress, listen } from '../http/listen.ts'
import type { Metrics } from '../http/metrics.ts'
import { type ConnectionLimits, createConnectionCount } from './connection-limits.ts'
import type { GuessLimit } from './guess-limit.ts'
import { RtmpConnection, type RtmpTimeouts } from './rtmp-connection.ts'
import { createStrangerLog } from './stranger-log.ts'
import type { Judge } from './stream-key.ts'
import { type CertificateFiles, readCertificate, watchCertificate } from './tls-certificate.ts'

export type RtmpServerOptions = {
  listen: ListenAddress
  /** RTMPS beside RTMP, under the same limits. */
  tls?: { listen: ListenAddress; files: CertificateFiles; lookEveryMs?: number }
  judge: Judge
  guessLimit: GuessLimit
  metrics: Metrics
  log: Logger
  timeouts?: RtmpTimeouts
  limits?: ConnectionLimits
}

export type RtmpServer = AsyncDisposable & {
  readonly connections: number
  readonly port: number
  readonly tlsPort: number | null
}

const TIMEOUTS: RtmpTimeouts = { setUpMs: 5000, idleMs: 15_000 }
const LIMITS: ConnectionLimits = { most: 400, mostPerAddress: 40, mostPerMinute: 1200 }

/** @throws PortInUseError, ConfigError for a certificate that can't be used */
export async function startRtmpServer(options: RtmpServerOptions): Promise<RtmpServer> {
  const { judge, guessLimit, metrics, log, timeouts = TIMEOUTS, limits = LIMITS, tls } = options
  await using parts = new AsyncDisposableStack()
  const sockets = new Set<Socket>()
  const count = createConnectionCount(limits)
  const strangerLog = createStrangerLog(log)

  const reject = (socket: Socket, reason: string) => {
    metrics.rejectedConnections.inc({ reason })
    socket.destroy()
  }

  const createDoor = (welcome: (socket: Socket) => void) =>
    createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
      socket.on('error', () => {}) // `close` follows
      const admission = count.admit(socket.remoteAddress ?? '')
      if (admission.kind === 'refused') return reject(socket, admission.reason)
      sockets.add(socket)
      socket.once('close', () => {
        sockets.delete(socket)
        admission.leave()
      })
      guessLimit.isBlocked(socket.remoteAddress ?? '').then(
        (isBlocked) => (isBlocked ? reject(socket, 'too-many-guesses') : welcome(socket)),
        () => socket.destroy(),
      )
    })

  const converse = (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    new RtmpConnection({
      ...{ socket, judge, timeouts, metrics, strangerLog },
      onGuess: () => void guessLimit.countGuess(address),
      log: log.child({ from: `${address}:${socket.remotePort}` }),
    })
    socket.resume()
  }

  const close = async (server: Server) => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const secure = tls ? createSecureEnd(tls.files, timeouts.setUpMs, converse) : null
  const door = parts.adopt(createDoor(converse), close)
  const port = await listen(door, options.listen)
  let tlsPort: number | null = null
  if (secure && tls) {
    const { server, certificate } = secure
    server.on('tlsClientError', (_, socket) => reject(socket, 'tls')) // too slow ones too, which it leaves open
    tlsPort = await listen(
      parts.adopt(
        createDoor((socket) => server.emit('connection', socket)),
        close,
      ),
      tls.listen,
    )
    if (certificate.expiresAtMs < Date.now()) log.warn('the certificate in SHOAL_TLS_CERT has expired')
    const watching = { log, onChange: server.setSecureContext.bind(server) }
    parts.use(watchCertificate(tls.files, { ...watching, ...(tls.lookEveryMs ? { everyMs: tls.lookEveryMs } : {}) }))
  }
  const kept = parts.move()
  return {
    ...{ port, tlsPort },
    get connections() {
      return count.size
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Never listens itself: it is given the connections that got past the door. */
function createSecureEnd(files: CertificateFiles, handshakeTimeout: number, onSecure: (socket: Socket) => void) {
  const certificate = readCertificate(files)
  const { cert, key } = certificate
  const server: TlsServer = createTlsServer({ cert, key, handshakeTimeout, minVersion: 'TLSv1.2' }, (socket) => {
    onSecure(socket)
  })
  return { server, certificate }
}
