/** Listens for publishers, and closes the door on too many of them. */

import { createServer, type Socket } from 'node:net'
import type { Logger } from 'pino'
import { type ListenAddress, listen } from '../http/listen.ts'
import type { Metrics } from '../http/metrics.ts'
import { type GuessLimit, networkOf } from './guess-limit.ts'
import { RtmpConnection, type RtmpTimeouts } from './rtmp-connection.ts'
import type { Judge } from './stream-key.ts'

export type RtmpServerOptions = {
  listen: ListenAddress
  judge: Judge
  guessLimit: GuessLimit
  metrics: Metrics
  log: Logger
  timeouts?: RtmpTimeouts
  mostConnections?: number
  mostConnectionsPerAddress?: number
}

export type RtmpServer = AsyncDisposable & { readonly connections: number; readonly port: number }

const TIMEOUTS: RtmpTimeouts = { setUpMs: 5000, idleMs: 15_000 }
const MOST_CONNECTIONS = 200
const MOST_CONNECTIONS_PER_ADDRESS = 40

/** @throws PortInUseError */
export async function startRtmpServer(options: RtmpServerOptions): Promise<RtmpServer> {
  const { judge, guessLimit, metrics, log, timeouts = TIMEOUTS } = options
  const { mostConnections = MOST_CONNECTIONS, mostConnectionsPerAddress = MOST_CONNECTIONS_PER_ADDRESS } = options
  const sockets = new Set<Socket>()
  const perNetwork = new Map<string, number>()

  const reject = (socket: Socket, reason: string) => {
    metrics.rejectedConnections.inc({ reason })
    socket.destroy()
  }

  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    socket.on('error', () => {}) // `close` follows
    const network = networkOf(socket.remoteAddress ?? '')
    const others = perNetwork.get(network) ?? 0
    if (sockets.size >= mostConnections) return reject(socket, 'too-many')
    if (others >= mostConnectionsPerAddress) return reject(socket, 'too-many-from-one-address')
    sockets.add(socket)
    perNetwork.set(network, others + 1)
    socket.once('close', () => {
      sockets.delete(socket)
      const left = (perNetwork.get(network) ?? 1) - 1
      if (left > 0) perNetwork.set(network, left)
      else perNetwork.delete(network)
    })
    void welcome(socket, network)
  })

  async function welcome(socket: Socket, network: string): Promise<void> {
    if (await guessLimit.isBlocked(network)) return reject(socket, 'too-many-guesses')
    new RtmpConnection({
      ...{ socket, judge, timeouts, metrics },
      onGuess: () => void guessLimit.countGuess(network),
      log: log.child({ from: `${socket.remoteAddress}:${socket.remotePort}` }),
    })
    socket.resume()
  }

  const port = await listen(server, options.listen)
  return {
    port,
    get connections() {
      return sockets.size
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
