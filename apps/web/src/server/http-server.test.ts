import { once } from 'node:events'
import { request } from 'node:http'
import { expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { closeServer, createHttpServer, listen } from './http-server.ts'

/** The status that a client gets which offers another protocol. */
async function statusOf(port: number, path: string, upgrade: string): Promise<number | undefined> {
  const asking = request({ host: '127.0.0.1', port, path, headers: { connection: 'Upgrade', upgrade } }).end()
  const [response] = await once(asking, 'response')
  response.resume()
  return response.statusCode
}

it('answers who offers another protocol as if it had not, but for the chat’s WebSockets', async () => {
  const server = createHttpServer({
    ...{ config: loadConfig({}), isDevelopment: false, methodsAt: () => null },
    handle: () => (_, response) => response.end(),
  })
  server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n'))
  const port = await listen(server, { host: '127.0.0.1', port: 0 })
  const asked = [
    ['/', 'h2c'],
    ['/swarm', 'websocket'],
    ['/chat/?EIO=4', 'h2c'],
    ['/chat/?EIO=4', 'WebSocket'],
  ] as const
  expect(await Promise.all(asked.map(([path, upgrade]) => statusOf(port, path, upgrade)))).toEqual([200, 200, 200, 426])
  await closeServer(server)
})
