/** A live origin for tests: the made broadcast as a sliding window, tickets, telemetry, and what it all cost. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { buildLivePath, parseLivePath } from '@shoal/protocol/hls-path'
import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { PIECES_TAG } from '@shoal/protocol/pieces'
import { type TelemetryAnswer, type TelemetryReport, telemetryReportSchema } from '@shoal/protocol/telemetry'
import type { SwarmPolicy, TicketAnswer } from '@shoal/protocol/ticket'
import { type MadeBroadcast, type MadeFile, SEGMENT_SECONDS } from './segments.ts'

const BROADCAST = { broadcastId: 'testbroadcast0000001', epoch: 1 }
const RUNG = '180p'
/** Segments in the playlist, and those that are there from the start. */
const WINDOW_SEGMENTS = 30
const HISTORY_SEGMENTS = 12
const MOST_HELD_TARGETS = 3
const TRICKLE_MS = 20

/** A policy with which two viewers are a swarm. */
export const EVERYBODY_SHARES: SwarmPolicy = {
  ...{ iceServers: [], relayOnly: false, leastViewers: 2, uploadKbps: null, uploadMegabytes: null },
}
const NOTHING_KNOWN: TelemetryAnswer = { hints: null, riders: [], banned: [], isP2pGood: true }

export type LiveOrigin = {
  url: string
  /** Bytes of segment bodies sent, as the real origin measures them. */
  segmentBytes: number
  reports: TelemetryReport[]
  ticketsRenewed: string[]
  /** What tickets grant from now on, and how long they last. */
  grant: { mode: P2pMode; lifetimeMs: number; trackerUrls: string[]; policy: SwarmPolicy }
  /** The status that telemetry is answered with. */
  telemetryStatus: number
  /** What a report that is taken is answered with. */
  telemetryAnswer: TelemetryAnswer
  /** Answers every request for the broadcast with this status, until it is null again. */
  brokenStatus: number | null
  /** Its uplink, which the segments that are sent at the same time share, bits a second; null is as fast as it goes. */
  bitsPerSecond: number | null
  /** It may have been on for a while. */
  startBroadcast(forMs?: number): void
  /** Requests for playlists that were answered when their segment was there, and those that asked for none. */
  held: number
  polled: number
  /** Closes the playlist where it is. */
  endBroadcast(): void
  close(): Promise<void>
}

/** `low` is the lower rung; without it, both rungs have the same segments. */
export async function startLiveOrigin(made: MadeBroadcast, pageScript: string, low = made): Promise<LiveOrigin> {
  let startedAtMs = Date.now()
  let endedAtMs: number | null = null
  let tickets = 0
  const waiting = new Set<() => void>()
  let trickling = 0
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin.url)
    response.setHeader('access-control-allow-origin', '*')
    if (url.pathname === '/') return send(response, 'text/html', page)
    if (url.pathname === '/player.js') return send(response, 'text/javascript', pageScript)
    if (url.pathname === '/ticket') return send(response, 'application/json', JSON.stringify(issueTicket(url)))
    if (url.pathname === '/swarm/telemetry') return takeReport(request, response)
    if (origin.brokenStatus !== null) return fail(response, origin.brokenStatus)
    if (parseLivePath(url.pathname)?.kind === 'media' && !(await awaitSegment(url))) return fail(response, 503)
    sendLive(request, response, url.pathname)
  }

  /** As the real origin holds a playlist's answer; false when that took too long. */
  function awaitSegment(url: URL): Promise<boolean> | boolean {
    const asked = url.searchParams.get('_HLS_msn')
    if (asked === null) origin.polled += 1
    const dueInMs = startedAtMs + (Number(asked) + 1 - HISTORY_SEGMENTS) * SEGMENT_SECONDS * 1000 - Date.now()
    if (asked === null || dueInMs <= 0 || endedAtMs !== null) return true
    origin.held += 1
    const mostMs = MOST_HELD_TARGETS * SEGMENT_SECONDS * 1000
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(timer)
        waiting.delete(settle)
        resolve(dueInMs <= mostMs || endedAtMs !== null)
      }
      const timer = setTimeout(settle, Math.min(dueInMs, mostMs))
      waiting.add(settle)
    })
  }

  function issueTicket(url: URL): TicketAnswer {
    const renewed = url.searchParams.get('renew')
    if (renewed !== null) origin.ticketsRenewed.push(renewed)
    tickets += 1
    return {
      ...BROADCAST,
      ticket: `ticket-${tickets}`,
      expiresAtMs: Date.now() + origin.grant.lifetimeMs,
      mode: url.searchParams.get('mode') === 'off' ? 'off' : origin.grant.mode,
      trackerUrls: origin.grant.trackerUrls,
      policy: origin.grant.policy,
      playlistUrl: origin.url + buildLivePath({ kind: 'multivariant', ...BROADCAST }),
      telemetryUrl: `${origin.url}/swarm/telemetry`,
    }
  }

  async function takeReport(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    if (origin.telemetryStatus >= 400) return fail(response, origin.telemetryStatus)
    const report = telemetryReportSchema.safeParse(JSON.parse(Buffer.concat(chunks).toString()))
    if (report.success) {
      origin.reports.push(report.data)
      send(response, 'application/json', JSON.stringify(origin.telemetryAnswer))
      return
    }
    console.error('a report that the tracker would drop', report.error.message)
    fail(response, 400)
  }

  function rungOf(path: { rung: string }): MadeBroadcast {
    return path.rung === RUNG ? made : low
  }

  function sendLive(request: IncomingMessage, response: ServerResponse, pathname: string): void {
    const path = parseLivePath(pathname)
    if (path?.kind === 'multivariant') send(response, 'application/vnd.apple.mpegurl', multivariant)
    else if (path?.kind === 'media') send(response, 'application/vnd.apple.mpegurl', mediaPlaylist(rungOf(path)))
    else if (path?.kind === 'whole-multivariant')
      send(response, 'application/vnd.apple.mpegurl', multivariant.replaceAll('/index.m3u8', '.m3u8'))
    else if (path?.kind === 'whole-media') {
      const prefix = `${BROADCAST.epoch}/${path.rung}/`
      const whole = { windowSegments: Number.POSITIVE_INFINITY, prefix, hasPieces: false }
      send(response, 'application/vnd.apple.mpegurl', mediaPlaylist(rungOf(path), whole))
    } else if (path?.kind === 'init') send(response, 'video/mp4', rungOf(path).init.bytes)
    else sendSegment(request, response, path?.kind === 'segment' ? rungOf(path).segments[path.number] : undefined)
  }

  function sendSegment(request: IncomingMessage, response: ServerResponse, segment: MadeFile | undefined): void {
    if (!segment) {
      fail(response, 404)
      return
    }
    const [, first, end] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
    const total = segment.bytes.length
    const from = Number(first ?? 0)
    const body = segment.bytes.subarray(from, end ? Number(end) + 1 : total)
    response.setHeader('access-control-expose-headers', 'Content-Range')
    if (first) response.setHeader('content-range', `bytes ${from}-${from + body.length - 1}/${total}`)
    origin.segmentBytes += body.length
    response.setHeader('cache-control', 'public, max-age=31536000, immutable') // as ingest's origin has it
    response.writeHead(first ? 206 : 200, { 'content-type': 'video/mp4', 'content-length': body.length })
    void trickle(response, body)
  }

  /** By the time that has passed: timers of a busy machine are late, and the rate is to be what it is called. */
  async function trickle(response: ServerResponse, body: Buffer): Promise<void> {
    const { bitsPerSecond } = origin
    if (bitsPerSecond === null) return void response.end(body)
    trickling += 1
    let sentAtMs = performance.now()
    for (let at = 0; at < body.length && !response.destroyed; ) {
      await wait(TRICKLE_MS)
      const sinceMs = performance.now() - sentAtMs
      sentAtMs += sinceMs
      const step = Math.ceil(((bitsPerSecond / 8000) * sinceMs) / trickling)
      response.write(body.subarray(at, at + step))
      at += step
    }
    trickling -= 1
    response.end()
  }

  function mediaPlaylist(
    rung: MadeBroadcast,
    { windowSegments = WINDOW_SEGMENTS, prefix = '', hasPieces = true } = {},
  ): string {
    const complete = HISTORY_SEGMENTS + Math.floor(((endedAtMs ?? Date.now()) - startedAtMs) / (SEGMENT_SECONDS * 1000))
    const end = Math.min(complete, rung.segments.length)
    const first = Math.max(0, end - windowSegments)
    const lines = rung.segments.slice(first, end).flatMap(({ hash, pieces }, index) => {
      const atMs = startedAtMs + (first + index - HISTORY_SEGMENTS) * SEGMENT_SECONDS * 1000
      const date = `#EXT-X-PROGRAM-DATE-TIME:${new Date(atMs).toISOString()}`
      const vouched = hasPieces ? [`#${PIECES_TAG}:${pieces}`] : []
      return [date, ...vouched, `#EXTINF:${SEGMENT_SECONDS.toFixed(3)},`, `${prefix}${first + index}-${hash}.m4s`]
    })
    const head = ['#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${SEGMENT_SECONDS}`]
    const about = [`#EXT-X-MEDIA-SEQUENCE:${first}`, '#EXT-X-INDEPENDENT-SEGMENTS']
    return [
      ...head,
      ...about,
      `#EXT-X-MAP:URI="${prefix}init-${rung.init.hash}.mp4"`,
      ...lines,
      endedAtMs ? '#EXT-X-ENDLIST' : '',
      '',
    ].join('\n')
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin: LiveOrigin = {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    segmentBytes: 0,
    held: 0,
    polled: 0,
    reports: [],
    ticketsRenewed: [],
    grant: { mode: 'on', lifetimeMs: 600_000, trackerUrls: ['ws://127.0.0.1:9/swarm'], policy: EVERYBODY_SHARES },
    telemetryStatus: 200,
    telemetryAnswer: NOTHING_KNOWN,
    brokenStatus: null,
    bitsPerSecond: null,
    /** From here on, with nothing counted yet. */
    startBroadcast(forMs = 0) {
      startedAtMs = Date.now() - forMs
      endedAtMs = null
      origin.segmentBytes = 0
      origin.held = 0
      origin.polled = 0
      origin.reports = []
      origin.ticketsRenewed = []
      origin.brokenStatus = null
      origin.bitsPerSecond = null
      origin.telemetryStatus = 200
      origin.telemetryAnswer = NOTHING_KNOWN
    },
    endBroadcast() {
      endedAtMs = Date.now()
      for (const settle of waiting) settle()
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return origin
}

const page = `<!doctype html><title>player</title><video playsinline width="320" height="180"></video>
<script type="module" src="/player.js"></script>`

const multivariant = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=950000,AVERAGE-BANDWIDTH=880000,CODECS="avc1.42c00d,mp4a.40.2",RESOLUTION=320x180,FRAME-RATE=25.000
${RUNG}/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=350000,AVERAGE-BANDWIDTH=300000,CODECS="avc1.42c00d,mp4a.40.2",RESOLUTION=160x90,FRAME-RATE=25.000
90p/index.m3u8
`

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

function send(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
}

function fail(response: ServerResponse, status: number): void {
  response.writeHead(status).end()
}
