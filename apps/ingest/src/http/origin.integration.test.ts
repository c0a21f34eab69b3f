import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { openDatabase } from '@shoal/db/database'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { OriginBytes } from '../audience/origin-bytes.ts'
import { Epoch } from '../hls/epoch.ts'
import { buildHttp } from './build-http.ts'
import { listen } from './listen.ts'
import { createMetrics } from './metrics.ts'

const ID = 'abcdefghij0123456789'
const SEGMENT_BYTES = 3_000_000
const plan = {
  rungs: [{ name: '360p', video: { width: 640, height: 360, bitrateKbps: 700 }, audioKbps: 96 }],
  frameRate: 30,
}
const epoch = new Epoch(1, plan, { segmentSeconds: 2, windowSeconds: 20, lingerSeconds: 20 })
const bytes = new OriginBytes()
const database = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none' })
const metrics = createMetrics()

let app: FastifyInstance
let base: string
let port: number
/** Those that the playlist lists, the newest last. */
let names: string[]

beforeAll(async () => {
  for (let i = 0; i < 60; i++) append(i)
  const broadcasts = { find: (id: string) => (id === ID ? { epoch: (n: number) => (n === 1 ? epoch : null) } : null) }
  const parts = { broadcasts, bytes, metrics, database, metricsToken: 'secret', log: pino({ level: 'silent' }) }
  app = buildHttp(parts)
  await app.ready()
  port = await listen(app.server, { host: '127.0.0.1', port: 0, setting: 'SHOAL_ORIGIN_PORT' })
  base = `http://127.0.0.1:${port}/live/${ID}/1`
  names = (await (await fetch(`${base}/360p/index.m3u8`)).text()).split('\n').filter((line) => line.endsWith('.m4s'))
  bytes.take()
})

afterAll(async () => {
  await app.close()
  await database[Symbol.asyncDispose]()
})

function append(number: number): void {
  const part = { init: Buffer.from('init'), bytes: Buffer.alloc(SEGMENT_BYTES, number), durationSeconds: 2 }
  const set = { parts: new Map([['360p', part]]), isAfterGap: false }
  epoch.append({ set, number, programDateTimeMs: number * 2000, isDiscontinuity: false })
}

/** As it stands: `fetch` would tidy the path. */
async function statusOf(path: string): Promise<number | undefined> {
  const request = httpRequest({ host: '127.0.0.1', port, path })
  request.end()
  const [response] = await once(request, 'response')
  response.resume()
  return response.statusCode
}

it.each([
  '/live/../../etc/passwd',
  '/live/%2e%2e/%2e%2e/etc/passwd',
  `/live/${ID}/1/../1/index.m3u8`,
  `/live/${ID}/1/..%2findex.m3u8`,
  `/live/${ID}/1/%00`,
  `/live/${ID}/1/%zz`,
  `/live/${ID}/2/index.m3u8`,
  `/live/${ID}/1/720p/index.m3u8`,
  `/live/zzzzzzzzzzzzzzzzzzzz/1/index.m3u8`,
  `/live/${ID}/1/360p/0-AAAAAAAAAAAAAAAAAAAAAA.m4s`,
  `/live//${ID}/1/index.m3u8`,
  '/live/',
  '/package.json',
  '//etc/passwd',
])('answers %s with 404', async (path) => {
  expect(await statusOf(path)).toBe(404)
})

it('forgets a segment that has left the window for long', async () => {
  const oldest = Number(names[0]?.split('-')[0])
  expect(oldest).toBe(50)
  const kept = epoch.window('360p')?.playlist.plain.toString()
  expect(kept).not.toContain('\n39-')
  expect(await statusOf(`/live/${ID}/1/360p/39-${names[0]?.slice(3, 25)}.m4s`)).toBe(404)
})

it('lets caches keep a segment for ever and a playlist for a moment', async () => {
  const segment = await fetch(`${base}/360p/${names[0]}`)
  expect(segment.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(segment.headers.get('access-control-allow-origin')).toBe('*')
  expect((await segment.arrayBuffer()).byteLength).toBe(SEGMENT_BYTES)
  const playlist = await fetch(`${base}/index.m3u8`)
  expect(playlist.headers.get('cache-control')).toBe('public, max-age=1')
  expect(playlist.headers.get('content-type')).toBe('application/vnd.apple.mpegurl')
})

it('compresses a playlist for those who take it so', async () => {
  const plain = await (await fetch(`${base}/360p/index.m3u8`)).text()
  const request = httpRequest(`${base}/360p/index.m3u8`, { headers: { 'accept-encoding': 'gzip, br' } })
  request.end()
  const [response] = await once(request, 'response')
  expect(response.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  expect(gunzipSync(Buffer.concat(chunks)).toString()).toBe(plain)
})

it('answers a part of a segment, for a loader that goes on after a peer', async () => {
  const part = await fetch(`${base}/360p/${names[1]}`, { headers: { range: 'bytes=2999990-' } })
  expect(part.status).toBe(206)
  expect(part.headers.get('content-range')).toBe('bytes 2999990-2999999/3000000')
  expect(part.headers.get('access-control-expose-headers')).toContain('Content-Range')
  expect((await part.arrayBuffer()).byteLength).toBe(10)
  const beyond = await fetch(`${base}/360p/${names[1]}`, { headers: { range: 'bytes=3000000-' } })
  expect(beyond.status).toBe(416)
})

it('answers a preflight request and HEAD', async () => {
  const preflight = await fetch(`${base}/360p/${names[1]}`, { method: 'OPTIONS' })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-headers')).toBe('Range')
  const head = await fetch(`${base}/360p/${names[1]}`, { method: 'HEAD' })
  expect(head.headers.get('content-length')).toBe(String(SEGMENT_BYTES))
})

it('counts first fetches, later ones, parts and playlists apart', async () => {
  bytes.take()
  const name = names[3]
  for (let i = 0; i < 3; i++) await (await fetch(`${base}/360p/${name}`)).arrayBuffer()
  await (await fetch(`${base}/360p/${name}`, { headers: { range: 'bytes=0-99' } })).arrayBuffer()
  const init = /URI="([^"]+)"/.exec(await (await fetch(`${base}/360p/index.m3u8`)).text())?.[1]
  await (await fetch(`${base}/360p/${init}`)).arrayBuffer()
  await (await fetch(`${base}/index.m3u8`)).arrayBuffer()
  const rows = bytes.take()
  const sum = (rung: string, column: 'firstBytes' | 'repeatBytes' | 'initBytes' | 'playlistBytes' | 'requests') =>
    rows.filter((row) => row.rung === rung).reduce((total, row) => total + row[column], 0)
  expect(sum('360p', 'firstBytes')).toBe(SEGMENT_BYTES)
  expect(sum('360p', 'repeatBytes')).toBe(2 * SEGMENT_BYTES + 100)
  expect(sum('360p', 'initBytes')).toBe(4)
  expect(sum('360p', 'playlistBytes')).toBeGreaterThan(400)
  expect(sum('all', 'playlistBytes')).toBeGreaterThan(100)
  expect(sum('360p', 'requests')).toBe(6)
})

it('counts of a broken-off response what went out, and no more', async () => {
  bytes.take()
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(`GET /live/${ID}/1/360p/${names[4]} HTTP/1.1\r\nHost: x\r\n\r\n`)
  await once(socket, 'data')
  socket.pause()
  const served = () => bytes.take().reduce((total, row) => total + row.firstBytes, 0)
  let total = served()
  await expect.poll(() => (total += served())).toBeGreaterThan(0)
  socket.destroy()
  await once(socket, 'close')
  total += served()
  expect(total).toBeLessThanOrEqual(SEGMENT_BYTES)
})

it('shows metrics to this machine and to the holder of the token, and to no proxy', async () => {
  const metricsOf = (headers: Record<string, string>) => fetch(`http://127.0.0.1:${port}/metrics`, { headers })
  expect(await (await metricsOf({})).text()).toContain('shoal_ingest_origin_bytes_total{kind="first"}')
  expect((await metricsOf({ 'x-forwarded-for': '192.0.2.1' })).status).toBe(403)
  expect((await metricsOf({ 'x-forwarded-for': '192.0.2.1', authorization: 'Bearer secret' })).status).toBe(200)
})

it('says that it is degraded while the database is away', async () => {
  const health = await fetch(`http://127.0.0.1:${port}/health`)
  expect([health.status, await health.json()]).toMatchObject([503, { status: 'degraded' }])
})
