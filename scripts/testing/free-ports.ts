/** Ports that nothing listens on, as the environment of a Shoal that runs beside others. */

import { createServer, type Server } from 'node:net'

const VARIABLES = ['SHOAL_WEB_PORT', 'SHOAL_RTMP_PORT', 'SHOAL_ORIGIN_PORT', 'SHOAL_TRACKER_PORT']

export async function freePortEnvironment(): Promise<Record<string, string>> {
  const held = await Promise.all(VARIABLES.map(() => holdPort()))
  await Promise.all(held.map(({ server }) => new Promise((done) => server.close(done))))
  return Object.fromEntries(VARIABLES.map((name, index) => [name, String(held[index]?.port)]))
}

/** All are held at once before any is given back, so that no two are the same. */
export async function holdPort(): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((done) => server.listen(0, done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return { server, port: address.port }
}
