import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { CLIENT_HEADER, LOCAL_HEADER, stampClient } from './client-address.ts'
import { closeServer, listen } from './http-server.ts'

async function stampOf(headers: Record<string, string>, trustProxy: boolean) {
  const server = createServer((_, response) => response.end())
  const port = await listen(server, { host: '127.0.0.1', port: 0 })
  const arrived = once(server, 'request')
  await fetch(`http://127.0.0.1:${port}`, { headers })
  const [request] = await arrived
  stampClient(request, trustProxy)
  await closeServer(server)
  return [request.headers[CLIENT_HEADER], request.headers[LOCAL_HEADER]]
}

it('takes the address from the socket, whatever the client writes', async () => {
  expect(await stampOf({ [CLIENT_HEADER]: '203.0.113.9', [LOCAL_HEADER]: 'yes' }, false)).toEqual(['127.0.0.1', 'yes'])
  expect(await stampOf({ 'x-forwarded-for': '203.0.113.9' }, false)).toEqual(['127.0.0.1', 'no'])
})

it('takes the last forwarded address where the proxy is trusted', async () => {
  expect(await stampOf({ 'x-forwarded-for': '198.51.100.1, 203.0.113.9' }, true)).toEqual(['203.0.113.9', 'no'])
})
