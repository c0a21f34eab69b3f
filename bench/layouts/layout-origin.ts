/** A live origin for one layout: a sliding window of made segments, tickets, and what each kind of request cost. */

import { createServer, type ServerResponse } from 'node:http'
import { buildLivePath, parseLivePath } from '@shoal/protocol/hls-path'
import type { TicketAnswer } from '@shoal/protocol/ticket'
import { listenOnLoopback } from '../servers/ready.ts'
import { type MadeLayout, type MadeRung, SEGMENT_SECONDS } from './made-layouts.ts'

const BROADCAST = { broadcastId: 'benchbroadcast000001', epoch: 1 }
const WINDOW_SEGMENTS = 20
/** Segments that are there from the start. */
const HISTORY_SEGMENTS = 12
const TICKET_LASTS_MS = 600_000

export type Served = { segmentBytes: number; segments: number; playlists: number; inits: number }
export type LayoutOrigin = AsyncDisposable & { url: string; served: Served }

export async function startLayoutOrigin(options: {
  layout: MadeLayout
  pageScript: string
  trackerUrl: string
}): Promise<LayoutOrigin> {
  const startedAtMs = Date.now()
  const served: Served = { segmentBytes: 0, segments: 0, playlists: 0, inits: 0 }

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', url)
    response.setHeader('access-control-allow-origin', '*')
    if (pathname === '/') return send(response, 'text/html', page)
    if (pathname === '/page.js') return send(response, 'text/javascript', options.pageScript)
    if (pathname === '/ticket') return send(response, 'application/json', JSON.stringify(issueTicket()))
    if (pathname === '/swarm/telemetry') return request.resume().on('end', () => response.writeHead(204).end())
    return sendLive(response, pathname, request.headers.range)
  })

  function issueTicket(): TicketAnswer {
    return {
      ...BROADCAST,
      ...{ ticket: 'ticket', expiresAtMs: Date.now() + TICKET_LASTS_MS, mode: 'on', trackerUrls: [options.trackerUrl] },
      policy: { iceServers: [], relayOnly: false, leastViewers: 2, uploadKbps: null, uploadMegabytes: null },
      playlistUrl: url + buildLivePath({ kind: 'multivariant', ...BROADCAST }),
      telemetryUrl: `${url}/swarm/telemetry`,
    }
  }

  function sendLive(response: ServerResponse, pathname: string, range: string | undefined) {
    const path = parseLivePath(pathname)
    if (path?.kind === 'multivariant') return send(response, PLAYLIST, options.layout.multivariant)
    if (path?.kind !== 'media' && path?.kind !== 'init' && path?.kind !== 'segment')
      return response.writeHead(404).end()
    const rung = options.layout.rungs.get(path.rung)
    if (!rung) return response.writeHead(404).end()
    if (path.kind === 'media') {
      served.playlists += 1
      return send(response, PLAYLIST, buildPlaylist(rung, startedAtMs))
    }
    if (path.kind === 'init') {
      served.inits += 1
      return send(response, 'video/mp4', rung.init.bytes)
    }
    const bytes = rung.segments[path.number]?.bytes ?? Buffer.alloc(0)
    const from = Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0)
    served.segments += 1
    served.segmentBytes += bytes.length - from
    response.setHeader('access-control-expose-headers', 'Content-Range')
    if (from === 0) return send(response, 'video/mp4', bytes)
    response.setHeader('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`)
    return response.writeHead(206, { 'content-type': 'video/mp4' }).end(bytes.subarray(from))
  }

  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`
  return {
    ...{ url, served },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What is over by now; each rung by its own durations, as audio apart is cut at its own frame borders. */
function buildPlaylist({ init, segments }: MadeRung, startedAtMs: number): string {
  const beginsAtMs = startedAtMs - HISTORY_SEGMENTS * SEGMENT_SECONDS * 1000
  let endMs = beginsAtMs
  const listed = segments.flatMap(({ hash, durationSeconds }, number) => {
    const startMs = endMs
    endMs += durationSeconds * 1000
    return endMs <= Date.now() ? [{ hash, durationSeconds, number, startMs }] : []
  })
  const window = listed.slice(-WINDOW_SEGMENTS)
  return [
    ...['#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${SEGMENT_SECONDS}`, '#EXT-X-INDEPENDENT-SEGMENTS'],
    ...[`#EXT-X-MEDIA-SEQUENCE:${window[0]?.number ?? 0}`, `#EXT-X-MAP:URI="init-${init.hash}.mp4"`],
    ...window.flatMap(({ number, hash, durationSeconds, startMs }) => [
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(startMs).toISOString()}`,
      `#EXTINF:${durationSeconds.toFixed(3)},`,
      `${number}-${hash}.m4s`,
    ]),
    '',
  ].join('\n')
}

const PLAYLIST = 'application/vnd.apple.mpegurl'
const page = `<!doctype html><title>layout</title><video playsinline width="320" height="180"></video>
<script type="module" src="/page.js"></script>`

function send(response: ServerResponse, type: string, body: string | Buffer): ServerResponse {
  const headers = { 'content-type': type, 'cache-control': 'no-store', 'content-length': Buffer.byteLength(body) }
  return response.writeHead(200, headers).end(body)
}
