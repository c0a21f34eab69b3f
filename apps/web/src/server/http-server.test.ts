import { once } from 'node:events'
import { type IncomingMessage, type RequestOptions, request } from 'node:http'
import { expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { closeServer, createHttpServer, listen } from './http-server.ts'

/** The status that a client gets which offers another protocol. */
async function statusOf(port: number, path: string, upgrade: string): Promise<number | undefined> {
  return (await answerTo({ port, path, headers: { connection: 'Upgrade', upgrade } })).statusCode
}

async function answerTo(asked: RequestOptions): Promise<IncomingMessage> {
  const asking = request({ host: '127.0.0.1', ...asked }).end()
  const [response] = await once(asking, 'response')
  return response.resume()
}

it('answers who offers another protocol as if it had not, but for the chat’s WebSockets', async () => {
  const server = createHttpServer({
    ...{ config: loadConfig({}), isDevelopment: false, folders: { hashed: '', named: '' }, methodsAt: () => null },
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

it('answers TRACE itself: no page has it, and Next cannot say so', async () => {
  const server = createHttpServer({
    ...{ config: loadConfig({}), isDevelopment: false, folders: { hashed: '', named: '' }, methodsAt: () => ['GET'] },
    handle: () => (_, response) => response.writeHead(500).end(),
  })
  const port = await listen(server, { host: '127.0.0.1', port: 0 })
  for (const [path, allow] of [
    ['/', 'GET, HEAD'],
    ['/api/auth/get-session', 'GET, HEAD'],
    ['/api/v1/live', 'GET'],
  ] as const) {
    const { statusCode, headers } = await answerTo({ port, path, method: 'TRACE' })
    expect([path, statusCode, headers.allow]).toEqual([path, 405, allow])
  }
  await closeServer(server)
})
