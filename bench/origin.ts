/** The origin beside nginx and beside bare node:http, at equal concurrency: a segment of 500 kB, and a media playlist. */

import { randomBytes } from 'node:crypto'
import { BROADCAST_ID, mediaPlaylistPath, SEGMENT_BYTES, uploadInit, uploadSegment } from './broadcast.ts'
import { cpuMicrosOf, startChildServer } from './child-server.ts'
import { compare, type Figures, printResult } from './compare.ts'
import { repeatFor, runHttpLoad } from './load/http-load.ts'
import { startNginx } from './servers/nginx.ts'

const CONNECTIONS = 32
const ROUND_MS = 900
const ROUNDS = 5
/** Fills the window, and goes on until the oldest have left. */
const SEGMENTS = 50

await using origin = await startChildServer('ingest.ts')
const { uploadUrl = '' } = origin
await uploadInit(uploadUrl)
for (let number = 0; number < SEGMENTS; number++) await uploadSegment(uploadUrl, number, randomBytes(SEGMENT_BYTES))

const playlist = await fetchBytes(mediaPlaylistPath)
const newest = playlist.toString().trim().split('\n').at(-1) ?? ''
const segmentPath = mediaPlaylistPath.replace('index.m3u8', newest)
const segment = await fetchBytes(segmentPath)
const files = new Map([
  [segmentPath, segment],
  [mediaPlaylistPath, playlist],
])
await using nginx = await startNginx(files)
await using node = await startChildServer('plain-http.ts')
if (!nginx) console.log('there is no nginx here')

const result: Record<string, unknown> = {}
for (const [name, path] of Object.entries({ segment: segmentPath, playlist: mediaPlaylistPath })) {
  for (const [peerName, peer] of Object.entries({ nginx, node })) {
    if (!peer) continue
    const comparison = await compare({ ours: () => load(origin, path), peer: () => load(peer, path), rounds: ROUNDS })
    console.log(`${name} beside ${peerName}`, comparison)
    result[`${name} beside ${peerName}`] = comparison
  }
}
printResult({ bench: 'origin', connections: CONNECTIONS, ...result })

async function load({ port, pid }: { port: number; pid: number }, path: string): Promise<Figures> {
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
  const before = await cpuMicrosOf(pid)
  const { seconds, responses, bytes } = await runHttpLoad({
    ...{ port, connections: CONNECTIONS, next: repeatFor(ROUND_MS, request) },
  })
  const cpuMicros = (await cpuMicrosOf(pid)) - before
  return {
    requestsPerSecond: responses / seconds,
    gigabitsPerSecond: (bytes * 8) / seconds / 1e9,
    cpuMicrosPerRequest: cpuMicros / responses,
  }
}

async function fetchBytes(path: string): Promise<Buffer> {
  const response = await fetch(`http://127.0.0.1:${origin.port}${path}`, { headers: { 'accept-encoding': 'identity' } })
  if (!response.ok) throw new Error(`${path} of ${BROADCAST_ID} was answered with ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}
