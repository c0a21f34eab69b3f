import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createStaticFiles } from './static-files.ts'

const SCRIPT = 'export const answer = 42\n'.repeat(50)
let folder: string
let server: Server

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-static-'))
  await writeFile(join(folder, 'one.js'), SCRIPT)
  await writeFile(join(folder, 'one.js.br'), brotliCompressSync(SCRIPT))
  await writeFile(join(folder, 'one.js.gz'), gzipSync(SCRIPT))
  await writeFile(join(folder, 'plain.css'), 'a{}')
  await mkdir(join(folder, 'named'))
  await writeFile(join(folder, 'named/shoal-player.js.gz'), gzipSync(SCRIPT))
  server = createServer(
    createStaticFiles({ hashed: folder, named: join(folder, 'named') }, (_, response) =>
      response.writeHead(418).end('otherwise'),
    ),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

async function ask(path: string, coding?: string, more: Record<string, string> = {}, method = 'GET') {
  const { port } = server.address() as AddressInfo
  const headers = { ...(coding === undefined ? {} : { 'accept-encoding': coding }), ...more }
  const asking = request({ host: '127.0.0.1', port, path, method, headers }).end()
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  return response
}

it('gives the best coding that the browser can read, to be kept for ever', async () => {
  const answer = await ask('/_next/static/one.js?again', 'gzip, deflate, br')
  expect(answer.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
    'x-content-type-options': 'nosniff',
  })
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  expect(brotliDecompressSync(Buffer.concat(chunks)).toString()).toBe(SCRIPT)
  expect((await ask('/_next/static/one.js', 'gzip, br;q=0')).resume().headers['content-encoding']).toBe('gzip')
  const etag = answer.headers.etag ?? ''
  expect((await ask('/_next/static/one.js', 'br', { 'if-none-match': etag })).resume().statusCode).toBe(304)
  const head = await ask('/_next/static/one.js', 'br', {}, 'HEAD')
  expect([head.statusCode, await text(head)]).toEqual([200, ''])
})

it('lets other sites have the player, and asks for news of it each time', async () => {
  const { headers } = (await ask('/shoal-player.js', 'gzip')).resume()
  expect(headers).toMatchObject({
    'content-encoding': 'gzip',
    'access-control-allow-origin': '*',
    'cache-control': 'public, max-age=0',
  })
  expect((await ask('/shoal-player.js', 'br')).resume().statusCode).toBe(418)
})

it.each([
  ['another path', '/one.js', 'br'],
  ['a path that leads out', '/_next/static/../one.js', 'br'],
  ['a path that leads out, hidden', '/_next/static/%2e%2e/one.js', 'br'],
  ['what is not there', '/_next/static/two.js', 'br'],
  ['what is not compressed', '/_next/static/plain.css', 'br'],
  ['a name that is none', '/_next/static/%ff.js', 'br'],
  ['a browser that reads neither', '/_next/static/one.js', 'identity'],
  ['a browser that says nothing', '/_next/static/one.js', undefined],
])('leaves %s to the others, with nothing of its own said', async (_, path, coding) => {
  const answer = await ask(path, coding)
  expect([answer.statusCode, await text(answer)]).toEqual([418, 'otherwise'])
  expect(answer.headers).not.toHaveProperty('content-encoding')
  expect(answer.headers).not.toHaveProperty('cache-control')
})

it('leaves what is not read, and a range that is none, to the others', async () => {
  expect((await ask('/_next/static/one.js', 'br', {}, 'POST')).resume().statusCode).toBe(418)
  const beyond = await ask('/_next/static/one.js', 'br', { range: 'bytes=9000-' })
  expect(beyond.resume().statusCode).toBe(418)
  expect(beyond.headers).not.toHaveProperty('content-range')
})
