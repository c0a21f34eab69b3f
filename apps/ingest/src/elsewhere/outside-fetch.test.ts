/** What is fetched for viewers, from whom, and how much of it. */

import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { createOutsideFetch } from './outside-fetch.ts'

async function serve(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const limits = (mostBytes = 100) => ({ mostBytes, timeoutMs: 300, signal: new AbortController().signal })

it('follows the listed server about, and says where it ended', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/a') response.writeHead(302, { location: '/b' }).end()
    else response.end('there')
  })
  using fetchOutside = createOutsideFetch(`${server.url}/a`)
  const answer = await fetchOutside(`${server.url}/a`, limits())
  expect([answer.url, answer.body.toString()]).toEqual([`${server.url}/b`, 'there'])
})

it('asks nobody else in a private network, by address, by name or by redirection', async () => {
  let asked = 0
  await using inside = await serve((_, response) => {
    asked += 1
    response.end('secret')
  })
  await using server = await serve((_, response) => void response.writeHead(302, { location: inside.url }).end())
  using fetchOutside = createOutsideFetch(server.url)
  const byName = inside.url.replace('127.0.0.1', 'localhost')
  for (const url of [inside.url, byName, server.url, 'file:///etc/passwd', 'http://[::1]/']) {
    await expect(fetchOutside(url, limits()), url).rejects.toThrow('it ')
  }
  expect(asked).toBe(0)
})

it('takes no more bytes, time and redirections than it may', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/round') response.writeHead(302, { location: '/round' }).end()
    else if (request.url === '/slow') response.write('a')
    else if (request.url === '/gone') response.writeHead(404).end()
    else response.end('x'.repeat(101))
  })
  using fetchOutside = createOutsideFetch(server.url)
  await expect(fetchOutside(`${server.url}/`, limits())).rejects.toThrow('larger')
  await expect(fetchOutside(`${server.url}/slow`, limits())).rejects.toThrow('it ')
  await expect(fetchOutside(`${server.url}/round`, limits())).rejects.toThrow('redirected too often')
  await expect(fetchOutside(`${server.url}/gone`, limits())).rejects.toThrow('404')
  expect((await fetchOutside(`${server.url}/`, limits(101))).body.length).toBe(101)
})
