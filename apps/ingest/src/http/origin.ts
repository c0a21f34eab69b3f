/** The origin: playlists and segments out of memory, by the paths of the protocol, and every byte counted. */

import type { ServerResponse } from 'node:http'
import { type LivePath, parseLivePath } from '@shoal/protocol/hls-path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ALL_RUNGS, type ByteKind, type OriginBytes, type RungAddress } from '../audience/origin-bytes.ts'
import type { CachedPlaylist } from '../hls/cached-playlist.ts'
import type { Epoch } from '../hls/epoch.ts'
import { readByteRange } from './byte-range.ts'
import { writeCounted } from './counted-body.ts'
import type { Metrics } from './metrics.ts'

/** What the origin serves: broadcasts by id, and their epochs by number. */
type Servable = { find(broadcastId: string): { epoch(number: number): Epoch | null } | null }
export type OriginParts = { broadcasts: Servable; bytes: OriginBytes; metrics: Metrics }

type Found = { body: Buffer; kind: ByteKind; headers: Record<string, string> }

/** A response that takes longer than this is of no use to a live viewer, and would hold its segment in memory. */
const LONGEST_RESPONSE_MS = 60_000
const FOR_EVER = 'public, max-age=31536000, immutable'
const BRIEFLY = 'public, max-age=1'
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Content-Length, Content-Range, Date',
  'timing-allow-origin': '*',
}
const PREFLIGHT = {
  ...CORS,
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': 'Range',
  'access-control-max-age': '86400',
}

export function registerOrigin(app: FastifyInstance, parts: OriginParts): void {
  app.options('/live/*', (_, reply) => reply.code(204).headers(PREFLIGHT).send())
  app.get('/live/*', (request, reply) => answer(request, reply, parts))
}

function answer(request: FastifyRequest, reply: FastifyReply, parts: OriginParts): FastifyReply {
  // The raw path: nothing decodes or tidies it before it is read.
  const path = parseLivePath((request.raw.url ?? '').split('?')[0] ?? '')
  const acceptsGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  const isHead = request.method === 'HEAD'
  const found = path && find(path, parts.broadcasts, { acceptsGzip, isGet: !isHead })
  if (!path || !found) {
    parts.metrics.requests.inc({ status: 404 })
    return reply
      .code(404)
      .headers({ ...CORS, 'cache-control': 'no-store' })
      .send({ error: 'not-found' })
  }
  reply.hijack()
  const range = found.kind === 'playlist' ? undefined : request.headers.range
  send(reply.raw, { ...found, path, isHead, range }, parts)
  return reply
}

function send(
  response: ServerResponse,
  { body, kind, headers, path, isHead, range }: Found & { path: LivePath; isHead: boolean; range: string | undefined },
  { bytes, metrics }: OriginParts,
): void {
  const wanted = readByteRange(range, body.length)
  const at: RungAddress = { ...path, rung: 'rung' in path ? path.rung : ALL_RUNGS }
  bytes.addRequest(at)
  if (wanted.kind === 'unsatisfiable') {
    metrics.requests.inc({ status: 416 })
    response.writeHead(416, { ...CORS, 'content-range': `bytes */${body.length}`, 'content-length': 0 }).end()
    return
  }
  const status = wanted.kind === 'part' ? 206 : 200
  metrics.requests.inc({ status })
  const part = wanted.kind === 'part' ? body.subarray(wanted.start, wanted.end) : body
  const partHeaders =
    wanted.kind === 'part' ? { 'content-range': `bytes ${wanted.start}-${wanted.end - 1}/${body.length}` } : {}
  response.writeHead(status, { ...CORS, ...headers, ...partHeaders, 'content-length': part.length })
  if (isHead) return void response.end()
  const deadline = setTimeout(() => response.destroy(), LONGEST_RESPONSE_MS)
  response.once('close', () => clearTimeout(deadline))
  writeCounted(response, part, (written) => {
    bytes.addServed(at, kind, written)
    metrics.bytes.inc({ kind }, written)
  })
}

function find(
  path: LivePath,
  broadcasts: Servable,
  { acceptsGzip, isGet }: { acceptsGzip: boolean; isGet: boolean },
): Found | null {
  const epoch = broadcasts.find(path.broadcastId)?.epoch(path.epoch)
  if (!epoch) return null
  if (path.kind === 'multivariant') return epoch.multivariant && playlist(epoch.multivariant, acceptsGzip)
  const window = epoch.window(path.rung)
  if (!window) return null
  if (path.kind === 'media') return playlist(window.playlist, acceptsGzip)
  if (path.kind === 'init') {
    const init = window.findInit(path.hash)
    return init && { body: init.bytes, kind: 'init', headers: media('video/mp4') }
  }
  const segment = window.find(path.number, path.hash)
  if (!segment) return null
  const kind = segment.isFetched ? 'repeat' : 'first'
  if (isGet) segment.isFetched = true
  return { body: segment.bytes, kind, headers: media('video/iso.segment') }
}

function playlist(version: CachedPlaylist, acceptsGzip: boolean): Found {
  const headers = {
    'content-type': 'application/vnd.apple.mpegurl',
    'cache-control': BRIEFLY,
    vary: 'Accept-Encoding',
    ...(acceptsGzip ? { 'content-encoding': 'gzip' } : {}),
  }
  return { body: acceptsGzip ? version.gzip : version.plain, kind: 'playlist', headers }
}

function media(contentType: string): Record<string, string> {
  return { 'content-type': contentType, 'cache-control': FOR_EVER, 'accept-ranges': 'bytes' }
}
