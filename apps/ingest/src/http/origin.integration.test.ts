import { createHash, createSecretKey } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { type Door, doorName } from '@shoal/db/broadcast-doors'
import { openDatabase } from '@shoal/db/database'
import { contentHash } from '@shoal/protocol/content-hash'
import { signTicket } from '@shoal/protocol/sign-ticket'
import { ticketKey } from '@shoal/protocol/ticket'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { OriginBytes } from '../audience/origin-bytes.ts'
import { DoorKeeper } from '../door/door-keeper.ts'
import { Doors } from '../door/doors.ts'
import { BroadcastMedia } from '../hls/broadcast-media.ts'
import { createSampleTimeline } from '../testing/sample-timeline.ts'
import { rootOf } from '../testing/viewer.ts'
import { buildHttp } from './build-http.ts'
import { listen } from './listen.ts'
import { createMetrics } from './metrics.ts'

const ID = 'abcdefghij0123456789'
/** The same, for those alone who know a password. */
const GUARDED = 'guardedguarded000000'
const DOOR: Door = { privacy: 'password', passwordHash: 'salt:hash' }
const SECRET = 'a secret of more than thirty-two characters'
const doors = new Doors()
const SEGMENT_BYTES = 3_000_000
const VIDEO_BYTES = 2_900_000
const variants = [
  {
    ...{ name: '360p', bandwidth: 800_000, averageBandwidth: 700_000, width: 640, height: 360, frameRate: '30.000' },
    ...{ videoCodec: 'avc1.64001e', audioCodec: 'mp4a.40.2' },
  },
]
const timeline = createSampleTimeline()
/** Stands for a disk: what has been marked as stored can be read from here. */
const disk = new Map<number, Buffer>()
const media = new BroadcastMedia({
  timeline,
  past: {
    readSegment: async (_epoch, _rung, number) => disk.get(number) ?? null,
    readInit: async () => Buffer.from('init of the past'),
    readPicture: async (name) => (name === 'storyboard.vtt' ? Buffer.from('WEBVTT\n') : null),
  },
})
const bytes = new OriginBytes()
const database = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none' })
const metrics = createMetrics()

let app: FastifyInstance
let base: string
let port: number
/** Those that the live playlist lists, the newest last. */
let names: string[]

beforeAll(async () => {
  media.startEpoch(1, variants)
  for (let i = 0; i < 60; i++) append(i)
  const broadcasts = { find: async (id: string) => (id === ID || id === GUARDED ? media : null) }
  doors.set(GUARDED, DOOR)
  const keeper = new DoorKeeper(doors, () => [createSecretKey(ticketKey(SECRET))])
  const parts = {
    broadcasts,
    doors: keeper,
    bytes,
    metrics,
    database,
    metricsToken: 'secret',
    log: pino({ level: 'silent' }),
  }
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
  const part = { init: Buffer.from('init'), bytes: Buffer.alloc(SEGMENT_BYTES, number), videoBytes: VIDEO_BYTES }
  const set = { parts: new Map([['360p', part]]), startSeconds: 10, durationSeconds: 2 }
  const at = { startSeconds: 10 + number * 2, programDateTimeMs: number * 2000, isDiscontinuity: false }
  media.append({ set, epoch: 1, ...at })
  if (number % 2 === 1 || number < 30) return
  disk.set(number, part.bytes)
  media.markStored(number)
}

const textOf = async (path: string) => (await fetch(`http://127.0.0.1:${port}/live/${ID}${path}`)).text()

/** As it stands: `fetch` would tidy the path. */
async function statusOf(path: string, method = 'GET'): Promise<number | undefined> {
  const request = httpRequest({ host: '127.0.0.1', port, path, method })
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

it('serves everything that it lists, and lists nothing that is neither in memory nor on disk', async () => {
  expect([names[0]?.split('-')[0], names.at(-1)?.split('-')[0]]).toEqual(['50', '59'])
  const whole = await textOf('/360p.m3u8')
  const listed = [...whole.matchAll(/(#EXT-X-GAP\n)?#EXTINF.*\n1\/360p\/(\d+)-.*/g)]
  const isThere = (number: number) => number >= 50 || number % 2 === 0
  expect(listed.map(([, gap, number]) => [Number(number), gap === undefined])).toEqual(
    Array.from({ length: 30 }, (_, i) => [30 + i, isThere(30 + i)]),
  )
  for (const [line, gap] of listed) {
    if (!gap) expect(await statusOf(`/live/${ID}/${line.split('\n').at(-1)}`, 'HEAD')).toBe(200)
  }
})

it('vouches for the pieces of each segment that peers may share, where they look for it alone', async () => {
  const text = await (await fetch(`${base}/360p/index.m3u8`)).text()
  const listed = [...text.matchAll(/^#EXT-X-SHOAL-PIECES:([\w-]{22})\n#EXTINF:.*\n(.*)$/gm)]
  expect(listed.map(([, , name]) => name)).toEqual(names)
  for (const [, root, name] of listed.slice(-2)) {
    const body = Buffer.from(await (await fetch(`${base}/360p/${name}`)).arrayBuffer())
    expect(root).toBe(rootOf(body))
  }
  expect(await textOf('/360p.m3u8')).not.toContain('SHOAL')
})

it('serves what has left the list a little longer, and not for ever', async () => {
  const hashes = new Map(
    Array.from({ length: 60 }, (_, i) => [
      i,
      contentHash(createHash('sha256').update(Buffer.alloc(SEGMENT_BYTES, i)).digest()),
    ]),
  )
  const statuses = [49, 41, 39].map((number) => statusOf(`/live/${ID}/1/360p/${number}-${hashes.get(number)}.m4s`))
  expect(await Promise.all(statuses)).toEqual([200, 200, 404])
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
  expect(preflight.headers.get('access-control-allow-headers')).toBe('Range, If-Range, If-None-Match')
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
  const sum = (
    rung: string,
    column: 'firstBytes' | 'repeatBytes' | 'servedSeconds' | 'initBytes' | 'playlistBytes' | 'requests',
  ) => rows.filter((row) => row.rung === rung).reduce((total, row) => total + row[column], 0)
  expect(sum('360p', 'firstBytes')).toBe(SEGMENT_BYTES)
  expect(sum('360p', 'repeatBytes')).toBe(2 * SEGMENT_BYTES + 100)
  // by the media in them: a part of a segment has its part of the two seconds
  expect(sum('360p', 'servedSeconds')).toBeCloseTo(6 + (2 * 100) / SEGMENT_BYTES, 6)
  expect(sum('360p', 'initBytes')).toBe(4)
  expect(sum('360p', 'playlistBytes')).toBeGreaterThan(400)
  expect(sum('all', 'playlistBytes')).toBeGreaterThan(100)
  expect(sum('360p', 'requests')).toBe(6)
})

it('counts what is read from the disk apart', async () => {
  bytes.take()
  const [name] = /1\/360p\/32-.*/.exec(await textOf('/360p.m3u8')) ?? []
  await (await fetch(`${base.slice(0, -2)}/${name}`)).arrayBuffer()
  await (await fetch(`${base}/360p/init-${'x'.repeat(22)}.mp4`)).arrayBuffer()
  const rows = bytes.take()
  expect(rows.reduce((sum, row) => sum + row.pastBytes, 0)).toBe(SEGMENT_BYTES + 16)
  expect(rows.reduce((sum, row) => sum + row.firstBytes + row.repeatBytes + row.initBytes + row.servedSeconds, 0)).toBe(
    0,
  )
})

it('counts what a player fetches to rewind apart, though it is still in memory, and not as a fetch of the swarm', async () => {
  bytes.take()
  const sums = () => {
    const rows = bytes.take()
    const sum = (column: 'firstBytes' | 'repeatBytes' | 'pastBytes') => rows.reduce((all, row) => all + row[column], 0)
    return { first: sum('firstBytes'), repeat: sum('repeatBytes'), past: sum('pastBytes') }
  }
  await (await fetch(`${base}/360p/${names[5]}?past=1`)).arrayBuffer()
  expect(sums()).toEqual({ first: 0, repeat: 0, past: SEGMENT_BYTES })
  await (await fetch(`${base}/360p/${names[5]}`)).arrayBuffer()
  expect(sums()).toEqual({ first: SEGMENT_BYTES, repeat: 0, past: 0 })
})

it('serves the tracks of a segment apart, from memory and from disk', async () => {
  for (const number of [59, 32]) {
    const video = await fetch(`${base}/360p/${number}.video.m4s`)
    const audio = await fetch(`${base}/360p/${number}.audio.m4s`)
    expect(video.headers.get('etag')).not.toBe(audio.headers.get('etag'))
    expect((await video.arrayBuffer()).byteLength).toBe(VIDEO_BYTES)
    expect((await audio.arrayBuffer()).byteLength).toBe(SEGMENT_BYTES - VIDEO_BYTES)
  }
})

it('does not send again what the viewer has', async () => {
  for (const path of ['/360p.m3u8', '/index.m3u8', '/manifest.mpd', `/1/360p/${names[0]}`]) {
    const url = `http://127.0.0.1:${port}/live/${ID}${path}`
    const first = await fetch(url)
    const etag = first.headers.get('etag') ?? ''
    await first.arrayBuffer()
    const again = await fetch(url, { headers: { 'if-none-match': `"other", ${etag}` } })
    expect([path, again.status, await again.text()]).toEqual([path, 304, ''])
    expect((await fetch(url, { method: 'HEAD', headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  }
})

it('sends a part only to one who has the rest of the same bytes', async () => {
  const url = `${base}/360p/${names[1]}`
  const etag = (await fetch(url, { method: 'HEAD' })).headers.get('etag') ?? ''
  const statusWith = async (known: string) => {
    const response = await fetch(url, { headers: { range: 'bytes=0-9', 'if-range': known } })
    await response.arrayBuffer()
    return response.status
  }
  expect([await statusWith(etag), await statusWith('"other"')]).toEqual([206, 200])
})

it('writes a manifest for DASH, and tells its players the time', async () => {
  const manifest = await fetch(`http://127.0.0.1:${port}/live/${ID}/manifest.mpd`)
  expect(manifest.headers.get('content-type')).toBe('application/dash+xml')
  expect(await manifest.text()).toContain('type="dynamic"')
  expect(Math.abs(Date.parse(await textOf('/clock.txt')) - Date.now())).toBeLessThan(5000)
})

it('shows the latest picture, and what the disk has of the storyboard', async () => {
  expect(await statusOf(`/live/${ID}/poster.jpg`)).toBe(404)
  media.setPoster(Buffer.from('a picture'))
  const poster = await fetch(`http://127.0.0.1:${port}/live/${ID}/poster.jpg`)
  expect([poster.headers.get('content-type'), await poster.text()]).toEqual(['image/jpeg', 'a picture'])
  expect(await textOf('/storyboard.vtt')).toBe('WEBVTT\n')
  expect(await statusOf(`/live/${ID}/storyboard-1.jpg`)).toBe(404)
})

it.each([
  ['/1/360p/index.m3u8?_HLS_msn=99', 400],
  ['/1/360p/index.m3u8?_HLS_msn=x', 400],
  ['/1/360p/index.m3u8?_HLS_part=1', 400],
  ['/360p.m3u8?_HLS_skip=NO', 400],
  ['/360p.m3u8?_HLS_msn=59&_HLS_skip=YES', 200],
  ['/360p.m3u8?token=abc', 200],
])('answers %s with %i', async (path, status) => {
  expect(await statusOf(`/live/${ID}${path}`)).toBe(status)
})

it.each([
  ['knows all but the newest', '&_HLS_msn=59', true],
  ['comes back after a while', '&_HLS_msn=40', false],
  ['does not say what it knows', '', false],
])('leaves out the oldest segments for one who %s: %s', async (_, directive, isShort) => {
  expect((await textOf(`/360p.m3u8?_HLS_skip=YES${directive}`)).includes('#EXT-X-SKIP:')).toBe(isShort)
})

it('takes nothing', async () => {
  expect((await fetch(`${base}/index.m3u8`, { method: 'POST', body: 'x' })).status).toBe(405)
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

it('holds a playlist until it lists the segment that was asked for', async () => {
  const held = ['/1/360p/index.m3u8?_HLS_msn=60', '/360p.m3u8?_HLS_msn=60'].map(textOf)
  await expect.poll(() => media.waiting).toBe(2)
  append(60)
  for (const text of await Promise.all(held)) expect(text).toMatch(/\/?60-[\w-]{22}\.m4s\n$/)
})

it('forgets a viewer who hangs up, and lets all others go when it ends', async () => {
  const gone = new AbortController()
  const hungUp = fetch(`${base}/360p/index.m3u8?_HLS_msn=61`, { signal: gone.signal })
  await expect.poll(() => media.waiting).toBe(1)
  gone.abort()
  await expect(hungUp).rejects.toThrow()
  await expect.poll(() => media.waiting).toBe(0)
  const held = textOf('/1/360p/index.m3u8?_HLS_msn=61')
  await expect.poll(() => media.waiting).toBe(1)
  media.end(Date.now())
  expect(await held).toMatch(/#EXT-X-ENDLIST\n$/)
  expect(await textOf('/360p.m3u8')).toContain('#EXT-X-PLAYLIST-TYPE:VOD')
  expect(await textOf('/manifest.mpd')).toContain('type="static"')
})

const ticketFor = async (
  door: Door,
  { sub = 'viewer-session', broadcast = GUARDED, nowMs = Date.now(), secret = SECRET } = {},
) => {
  const claims = { sub, broadcast, mode: 'on', role: 'viewer', group: 'swarm' } as const
  return (await signTicket({ ...claims, door: doorName(door) }, secret, nowMs)).ticket
}
const askGuarded = (path: string, query = '') => fetch(`http://127.0.0.1:${port}/live/${GUARDED}${path}${query}`)
const refusalOf = async (response: Response) => [response.status, JSON.parse(await response.text()).error]

it('gives nothing of a guarded broadcast to who has no ticket of it', async () => {
  const paths = ['/1/index.m3u8', '/1/360p/index.m3u8', `/1/360p/${names.at(-1)}`, '/index.m3u8', '/360p.m3u8']
  for (const path of [...paths, '/manifest.mpd', '/poster.jpg', '/storyboard.vtt', '/1/360p/59.video.m4s']) {
    expect([path, ...(await refusalOf(await askGuarded(path)))]).toEqual([path, 403, 'ticket-needed'])
  }
  const foreign = await ticketFor(DOOR, { broadcast: ID })
  const forged = await ticketFor(DOOR, { secret: 'another secret of more than thirty-two characters' })
  for (const ticket of [foreign, forged, 'nonsense', '']) {
    const response = await askGuarded('/1/index.m3u8', `?ticket=${ticket}`)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await refusalOf(response)).toEqual([403, 'ticket-refused'])
  }
  const old = await ticketFor(DOOR, { nowMs: Date.now() - 601_000 })
  expect(await refusalOf(await askGuarded('/1/index.m3u8', `?ticket=${old}`))).toEqual([403, 'ticket-ended'])
  bytes.take()
})

it('has everything of a guarded broadcast carry the ticket on, kept by nobody but the viewer, and counted', async () => {
  const ticket = await ticketFor(DOOR)
  const multivariant = await askGuarded('/1/index.m3u8', `?ticket=${ticket}`)
  expect(multivariant.headers.get('cache-control')).toBe('private, max-age=60')
  const media = (await multivariant.text()).split('\n').find((line) => line.startsWith('360p'))
  const playlist = await askGuarded(`/1/${media}`)
  const lines = (await playlist.text()).split('\n')
  const etag = playlist.headers.get('etag') ?? ''
  expect(lines.find((line) => line.startsWith('#EXT-X-MAP'))).toMatch(/init-[\w-]+\.mp4\?ticket=[\w.-]+"$/)
  const segment = await askGuarded(`/1/360p/${lines.findLast((line) => line.includes('.m4s'))}`)
  expect([segment.status, segment.headers.get('cache-control')]).toEqual([200, 'private, max-age=31536000, immutable'])
  expect((await segment.arrayBuffer()).byteLength).toBe(SEGMENT_BYTES)
  const known = await fetch(playlist.url, { headers: { 'if-none-match': etag } })
  expect(known.status).toBe(304)
  const counted = bytes.take()
  expect(counted.find(({ rung }) => rung === '360p')).toMatchObject({ broadcastId: GUARDED })
  expect(counted.reduce((sum, row) => sum + row.firstBytes + row.repeatBytes, 0)).toBe(SEGMENT_BYTES)
})

it('lets who brings the ticket with each request have the texts as they are', async () => {
  const ticket = await ticketFor(DOOR)
  const own = await (await askGuarded('/1/360p/index.m3u8', `?bearer=${ticket}`)).text()
  expect(own).toBe(await (await fetch(`${base}/360p/index.m3u8`)).text())
  bytes.take()
})

it('goes on for a player that asks by itself, with the ticket that it began with, while its page shows newer ones', async () => {
  const ago = (seconds: number) => ({ sub: 'native-session', nowMs: Date.now() - seconds * 1000 })
  const first = await ticketFor(DOOR, ago(610))
  // what such a player got at its beginning, and asks for from then on
  const media = `/1/360p/index.m3u8`
  const segment = `/1/360p/${names.at(-1)}`
  const asOne = async (path: string) => (await askGuarded(path, `?ticket=${first}`)).status
  expect([await asOne(media), await asOne(segment)]).toEqual([403, 403])

  const second = await ticketFor(DOOR, ago(300))
  const head = await fetch(`http://127.0.0.1:${port}/live/${GUARDED}/1/index.m3u8?bearer=${second}`, { method: 'HEAD' })
  expect(head.status).toBe(200)
  expect([await asOne(media), await asOne(segment)]).toEqual([200, 200])
  expect(await (await askGuarded(media, `?ticket=${first}`)).text()).toContain(`.m4s?ticket=${first}`)

  const stranger = await ticketFor(DOOR, { ...ago(610), sub: 'another-session' })
  expect((await askGuarded(media, `?ticket=${stranger}`)).status).toBe(403)
  const elsewhere = await ticketFor(DOOR, { ...ago(610), broadcast: ID })
  expect((await askGuarded(media, `?ticket=${elsewhere}`)).status).toBe(403)

  const changed = { ...DOOR, passwordHash: 'salt:another' }
  doors.set(GUARDED, changed)
  expect(await asOne(media)).toBe(403)
  const third = await ticketFor(changed, ago(200))
  expect((await askGuarded('/1/index.m3u8', `?bearer=${third}`)).status).toBe(200)
  expect(await asOne(media)).toBe(200)
  doors.set(GUARDED, DOOR)
  bytes.take()
})

it('ends with the newest ticket that the page has shown', async () => {
  const keeper = new DoorKeeper(doors, () => [createSecretKey(ticketKey(SECRET))])
  const atMs = Date.now()
  const first = await ticketFor(DOOR, { nowMs: atMs })
  const second = await ticketFor(DOOR, { nowMs: atMs + 300_000 })
  expect(await keeper.judge(GUARDED, first, atMs)).toBeNull()
  expect(await keeper.judge(GUARDED, second, atMs + 300_000)).toBeNull()
  expect(await keeper.judge(GUARDED, first, atMs + 899_000)).toBeNull()
  expect(await keeper.judge(GUARDED, first, atMs + 901_000)).toBe('ticket-ended')
})

it('shuts out tickets of the door that was, as soon as it is another', async () => {
  const ticket = await ticketFor(DOOR)
  doors.set(GUARDED, { ...DOOR, passwordHash: 'salt:another' })
  expect(await refusalOf(await askGuarded('/1/index.m3u8', `?ticket=${ticket}`))).toEqual([403, 'ticket-ended'])
  doors.set(GUARDED, { privacy: 'unlisted', passwordHash: null })
  expect((await askGuarded('/1/index.m3u8')).headers.get('cache-control')).toBe('public, max-age=60')
  doors.set(GUARDED, DOOR)
  bytes.take()
})
