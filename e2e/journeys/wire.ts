/** A wire between a publisher and the server, on loopback, that notes when the server lets go of its end. */

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export type Wire = AsyncDisposable & {
  port: number
  /** When the server last hung up by itself, by `Date.now`; null before. */
  hungUpAtMs(): number | null
}

export async function startWire(serverPort: number): Promise<Wire> {
  const sockets = new Set<Socket>()
  let hungUpAtMs: number | null = null
  const server = createServer((publisher) => {
    const far = connect(serverPort, '127.0.0.1')
    for (const socket of [publisher, far]) {
      sockets.add(socket)
      socket.on('error', () => {}) // `close` follows
      socket.on('close', () => {
        sockets.delete(socket)
        publisher.destroy()
        far.destroy()
      })
    }
    far.on('end', () => {
      hungUpAtMs = Date.now()
    })
    publisher.pipe(far).pipe(publisher)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    port: address.port,
    hungUpAtMs: () => hungUpAtMs,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
