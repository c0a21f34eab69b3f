/** The origin: playlists, manifests and segments by the paths of the protocol, and every byte counted. */

import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type LivePath, parseLivePath } from '@shoal/protocol/hls-path'
import type { Logger } from 'pino'
import { ALL_RUNGS, type ByteKind, type OriginBytes, type RungAddress } from '../audience/origin-bytes.ts'
import type { DoorKeeper, DoorRefusal } from '../door/door-keeper.ts'
import { withTicket } from '../door/ticketed-text.ts'
import type { BroadcastMedia, BytesAnswer, TextAnswer } from '../hls/broadcast-media.ts'
import { readByteRange } from './byte-range.ts'
import { isKnown, mayHavePart } from './conditional.ts'
import { writeCounted } from './counted-body.ts'
import type { Metrics } from './metrics.ts'
import { CORS, headersFor, PREFLIGHT } from './origin-headers.ts'
import { type OriginQuery, readOriginQuery } from './origin-query.ts'

/** Of one broadcast: what can be fetched, and what its latest epoch is. */
export type ServableMedia = Pick<BroadcastMedia, 'find' | 'waitFor'> & {
  timeline: { latestEpoch: { number: number } | null }
}
/** What the origin serves: those that are live, and the recordings of those that were. */
type Servable = { find(broadcastId: string): Promise<ServableMedia | null> | ServableMedia | null }
export type OriginParts = {
  broadcasts: Servable
  doors: Pick<DoorKeeper, 'isGuarded' | 'judge'>
  bytes: OriginBytes
  metrics: Metrics
  log: Logger
}
export type Origin = (request: IncomingMessage, response: ServerResponse) => void

type Refusal = { status: 400 | 404 | 405 | 503; error: string } | { status: 403; error: DoorRefusal }
type Served = {
  body: Buffer
  headers: string[]
  kind: ByteKind
  etag: string
  hasRanges: boolean
  /** Media seconds a byte, of a segment in memory. */
  secondsPerByte?: number
}
type Asked = {
  path: LivePath
  query: OriginQuery
  isGuarded: boolean
  request: IncomingMessage
  response: ServerResponse
}

/** Everything that the origin answers begins so. */
export const LIVE_PREFIX = '/live/'
/** A response that takes longer than this is of no use to a live viewer, and would hold its segment in memory. */
const LONGEST_RESPONSE_MS = 60_000
/** Smaller ones are gone at once. */
const LARGE_BODY_BYTES = 65_536
const compress = promisify(gzip)
const NOT_FOUND: Refusal = { status: 404, error: 'not-found' }

export function createOrigin(parts: OriginParts): Origin {
  return (request, response) => {
    answer(request, response, parts).catch((error: unknown) => {
      parts.log.error({ err: error, path: request.url?.slice(0, 200) }, 'a request failed')
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { ...CORS, 'content-type': 'application/json' }).end('{"error":"internal"}')
    })
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, parts: OriginParts): Promise<void> {
  if (request.method === 'OPTIONS') return void response.writeHead(204, PREFLIGHT).end()
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse(response, { status: 405, error: 'method-not-allowed' }, parts)
  }
  // The raw path: nothing decodes or tidies it before it is read.
  const url = request.url ?? ''
  const queryAt = url.indexOf('?')
  const path = parseLivePath(queryAt < 0 ? url : url.slice(0, queryAt))
  const query = readOriginQuery(queryAt < 0 ? '' : url.slice(queryAt + 1))
  if (!path) return refuse(response, NOT_FOUND, parts)
  if (!query) return refuse(response, { status: 400, error: 'bad-directive' }, parts)
  if (path.kind === 'clock') return tellTime(response, parts)

  const isGuarded = parts.doors.isGuarded(path.broadcastId)
  const shut = isGuarded ? await parts.doors.judge(path.broadcastId, query.ticket) : null
  if (shut) return refuse(response, { status: 403, error: shut }, parts)
  const finding = parts.broadcasts.find(path.broadcastId)
  const media = finding instanceof Promise ? await finding : finding
  if (!media) return refuse(response, NOT_FOUND, parts)
  const asked = { path, query, isGuarded, request, response }
  const refusal = query.segmentNumber === null ? null : await awaitSegment(media, asked)
  if (refusal) return refuse(response, refusal, parts)
  const seeking = media.find(path, query)
  const found = seeking instanceof Promise ? await seeking : seeking
  if (!found) return refuse(response, NOT_FOUND, parts)
  const served = found.kind === 'bytes' ? serveBytes(found, asked) : await serveText(found, asked)
  send(asked, served, { parts, at: addressOf(path, media) })
}

/** Holds the request until its playlist lists the segment (RFC 8216bis, 6.2.5.2). */
async function awaitSegment(
  media: ServableMedia,
  { path, query: { segmentNumber }, response }: Asked,
): Promise<Refusal | null> {
  if (segmentNumber === null || (path.kind !== 'media' && path.kind !== 'whole-media')) return null
  const gone = new AbortController()
  const hangUp = () => gone.abort()
  response.once('close', hangUp)
  const outcome = await media.waitFor(segmentNumber, path, gone.signal)
  response.off('close', hangUp)
  if (outcome === 'too-far') return { status: 400, error: 'no-such-segment' }
  return outcome === 'timed-out' ? { status: 503, error: 'no-segment-yet' } : null
}

async function serveText({ text, type, lifetime }: TextAnswer, { query, isGuarded, request }: Asked): Promise<Served> {
  const isGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  const { ticket } = query
  const handsOn = isGuarded && ticket !== null && !query.isBearer
  const etag = handsOn ? `${text.etag.slice(0, -1)}-${digest(ticket)}"` : text.etag
  const headers = headersFor({ type, lifetime, etag, isPrivate: isGuarded })
  if (isGzip) headers.push('content-encoding', 'gzip')
  if (!handsOn)
    return { body: isGzip ? await text.gzip : text.plain, headers, kind: 'playlist', etag, hasRanges: false }
  const ticketed = Buffer.from(withTicket(type, text.plain.toString(), ticket))
  return { body: isGzip ? await compress(ticketed) : ticketed, headers, kind: 'playlist', etag, hasRanges: false }
}

function serveBytes(found: BytesAnswer, { query, isGuarded, request }: Asked): Served {
  const isPast = found.isPast || query.isPast
  const kind = isPast ? 'past' : kindOf(found)
  if (found.held && request.method === 'GET' && !isPast) found.held.isFetched = true
  const { ticket } = query
  const handsOn = isGuarded && ticket !== null && !query.isBearer && found.type === 'cues'
  const etag = handsOn ? `${found.etag.slice(0, -1)}-${digest(ticket)}"` : found.etag
  const body = handsOn ? Buffer.from(withTicket('cues', found.body.toString(), ticket)) : found.body
  const headers = headersFor({ ...found, etag, isPrivate: isGuarded })
  // of one track too: both together are the whole segment
  const secondsPerByte = found.held ? found.held.durationSeconds / found.held.bytes.length : 0
  return { body, headers, kind, etag, hasRanges: true, secondsPerByte }
}

/** Two tickets have two versions of a text. */
function digest(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64url').slice(0, 8)
}

function kindOf({ type, held }: BytesAnswer): ByteKind {
  if (type === 'init') return 'init'
  if (held) return held.isFetched ? 'repeat' : 'first'
  return 'playlist'
}

function send(
  { request, response }: Asked,
  { body, headers, kind, etag, hasRanges, secondsPerByte = 0 }: Served,
  { parts: { bytes, metrics }, at }: { parts: OriginParts; at: RungAddress },
): void {
  if (response.destroyed) return
  bytes.addRequest(at)
  const isHead = request.method === 'HEAD'
  if (isKnown(request.headers['if-none-match'], etag)) {
    metrics.requests.inc({ status: 304 })
    return void response.writeHead(304, headers).end()
  }
  const wanted = readByteRange(
    hasRanges && !isHead && mayHavePart(one(request.headers['if-range']), etag) ? request.headers.range : undefined,
    body.length,
  )
  if (wanted.kind === 'unsatisfiable') {
    metrics.requests.inc({ status: 416 })
    response.writeHead(416, { ...CORS, 'content-range': `bytes */${body.length}`, 'content-length': 0 }).end()
    return
  }
  const status = wanted.kind === 'part' ? 206 : 200
  metrics.requests.inc({ status })
  const part = wanted.kind === 'part' ? body.subarray(wanted.start, wanted.end) : body
  if (wanted.kind === 'part') headers.push('content-range', `bytes ${wanted.start}-${wanted.end - 1}/${body.length}`)
  headers.push('content-length', String(part.length))
  response.writeHead(status, headers)
  if (isHead) return void response.end()
  if (part.length > LARGE_BODY_BYTES) endInTime(response)
  writeCounted(response, part, (written) => {
    bytes.addServed(at, kind, written, written * secondsPerByte)
    metrics.bytes.inc({ kind }, written)
  })
}

function endInTime(response: ServerResponse): void {
  const deadline = setTimeout(() => response.destroy(), LONGEST_RESPONSE_MS)
  response.once('close', () => clearTimeout(deadline))
}

function tellTime(response: ServerResponse, { metrics }: OriginParts): void {
  metrics.requests.inc({ status: 200 })
  const headers = { ...CORS, 'content-type': 'text/plain', 'cache-control': 'no-store' }
  response.writeHead(200, headers).end(new Date().toISOString())
}

function refuse(response: ServerResponse, { status, error }: Refusal, { metrics }: OriginParts): void {
  if (response.destroyed) return
  metrics.requests.inc({ status })
  const headers = { ...CORS, 'content-type': 'application/json', 'cache-control': 'no-store' }
  response
    .writeHead(status, status === 405 ? { ...headers, allow: 'GET, HEAD, OPTIONS', connection: 'close' } : headers)
    .end(JSON.stringify({ error }))
}

/** Those of the whole broadcast count for its latest epoch. */
function addressOf(path: LivePath, { timeline }: ServableMedia): RungAddress {
  return {
    broadcastId: path.broadcastId,
    epoch: 'epoch' in path ? path.epoch : (timeline.latestEpoch?.number ?? 1),
    rung: 'rung' in path ? path.rung : ALL_RUNGS,
  }
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
