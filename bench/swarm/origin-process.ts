/** The origin in a process of its own: the made broadcast at the pace of each viewer's downlink, with every byte counted. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { parseLivePath } from '@shoal/protocol/hls-path'
import { z } from 'zod'
import { listenOnLoopback, tellReady } from '../servers/ready.ts'
import { MadeBroadcast } from './made-broadcast.ts'
import type { OriginCounts } from './origin-counts.ts'

const configSchema = z.object({
  segmentSeconds: z.number(),
  rungKbps: z.number(),
  publishDelaySeconds: z.number(),
  downlinkKbps: z.number(),
  roundTripMs: z.number(),
})
const config = configSchema.parse(JSON.parse(process.argv[2] ?? ''))
const CHUNK_BYTES = 16_384
/** In the name of a viewer that means harm: it could as well not watch. */
const UNCOUNTED = 'uncounted'

const broadcast = new MadeBroadcast(config)
let countingFromMs = 0
let counts = startCounting()
/** When each viewer's downlink has taken all that was sent to it. */
const downlinkFreeAtMs = new Map<string, number>()

const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
server.keepAliveTimeout = 60_000
const port = await listenOnLoopback(server)
tellReady({ port }, async () => server.closeAllConnections())

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://origin')
  if (url.pathname === '/bench/start') counts = startCounting()
  if (url.pathname.startsWith('/bench/')) return void response.end(JSON.stringify(countsNow()))
  await pause(config.roundTripMs)
  const path = parseLivePath(url.pathname)
  if (path?.kind === 'multivariant') return send(request, response, Buffer.from(broadcast.multivariant()))
  if (path?.kind === 'media') return await sendPlaylist(request, response, url.searchParams.get('_HLS_msn'))
  if (path?.kind === 'init') return send(request, response, broadcast.init)
  const segment = path?.kind === 'segment' ? broadcast.segment(path.number, path.hash) : undefined
  if (!segment) return void response.writeHead(404).end()
  if (request.headers['x-viewer']?.includes(UNCOUNTED)) return await send(request, response, segment.bytes)
  counts.segmentRequests += 1
  await send(request, response, segment.bytes, (bytes) => {
    counts.mediaBytes += bytes
    const second = Math.floor((performance.now() - countingFromMs) / 1000)
    counts.bytesBySecond[second] = (counts.bytesBySecond[second] ?? 0) + bytes
  })
}

async function sendPlaylist(request: IncomingMessage, response: ServerResponse, wanted: string | null): Promise<void> {
  counts.playlistRequests += 1
  if (wanted !== null && !(await broadcast.listed(Number(wanted)))) return void response.writeHead(503).end()
  await send(request, response, Buffer.from(broadcast.mediaPlaylist()))
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  whole: Buffer,
  onSent: (bytes: number) => void = () => {},
): Promise<void> {
  const viewer = String(request.headers['x-viewer'] ?? '')
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
  const from = Number(range?.[1] ?? 0)
  const to = Math.min(whole.length, range?.[2] ? Number(range[2]) + 1 : whole.length)
  if (range) response.setHeader('content-range', `bytes ${from}-${to - 1}/${whole.length}`)
  response.writeHead(range ? 206 : 200, { 'content-length': Math.max(0, to - from) })
  for (let at = from; at < to && !response.destroyed; at += CHUNK_BYTES) {
    const chunk = whole.subarray(at, Math.min(to, at + CHUNK_BYTES))
    const freeAtMs =
      Math.max(performance.now(), downlinkFreeAtMs.get(viewer) ?? 0) + chunk.length / (config.downlinkKbps / 8)
    downlinkFreeAtMs.set(viewer, freeAtMs)
    await pause(Math.max(0, freeAtMs - performance.now()))
    if (response.destroyed) return
    response.write(chunk)
    onSent(chunk.length)
  }
  response.end()
}

function startCounting(): OriginCounts {
  countingFromMs = performance.now()
  return {
    mediaBytes: 0,
    segmentRequests: 0,
    playlistRequests: 0,
    bytesBySecond: [],
    segmentsListed: -broadcast.newest,
  }
}

function countsNow(): OriginCounts {
  const bytesBySecond = Array.from(counts.bytesBySecond, (bytes) => bytes ?? 0)
  return { ...counts, bytesBySecond, segmentsListed: counts.segmentsListed + broadcast.newest }
}
