/** The origin beside nginx with the same files, at equal concurrency: segments in memory and on disk, and playlists. */

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { mediaPlaylistPath, SEGMENT_BYTES, wholePlaylistPath } from './broadcast.ts'
import { cpuMicrosOf, startChildServer } from './child-server.ts'
import { compare, type Figures, printResult } from './compare.ts'
import { repeatFor, runHttpLoad } from './load/http-load.ts'
import { readOptions } from './read-options.ts'
import { startNginx } from './servers/nginx.ts'

readOptions('bench:origin', z.object({}))

const CONNECTIONS = 32
const ROUND_MS = 900
const ROUNDS = 5

await using origin = await startChildServer('origin.ts')
const { root = '' } = origin
// What the origin makes up as it goes, nginx has as files.
for (const path of [mediaPlaylistPath, wholePlaylistPath]) await writeFile(join(root, path), await fetchText(path))
const live = segmentsOf(mediaPlaylistPath, await fetchText(mediaPlaylistPath))
const all = segmentsOf(wholePlaylistPath, await fetchText(wholePlaylistPath))

await using nginx = await startNginx(root, mediaPlaylistPath)
await using node = await startChildServer('plain-http.ts')
if (!nginx) console.log('there is no nginx here')

const asked: Record<string, string[]> = {
  memorySegment: live.slice(-1),
  diskSegment: all.slice(0, 20),
  playlist: [mediaPlaylistPath],
}
const result: Record<string, unknown> = {}
for (const [name, paths] of Object.entries(asked)) {
  for (const [peerName, peer] of Object.entries({ nginx, node })) {
    if (!peer || (peer === node && name === 'diskSegment')) continue
    const comparison = await compare({ ours: () => load(origin, paths), peer: () => load(peer, paths), rounds: ROUNDS })
    console.log(`${name} beside ${peerName}`, comparison)
    result[`${name} beside ${peerName}`] = comparison
  }
}
printResult({ bench: 'origin', connections: CONNECTIONS, segmentBytes: SEGMENT_BYTES, ...result })

/** A core second is one of the server's own processor time, on all of its threads. */
async function load({ port, pid }: { port: number; pid: number }, paths: readonly string[]): Promise<Figures> {
  const requests = paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`))
  const isTimeLeft = repeatFor(ROUND_MS, Buffer.alloc(0))
  let asked = 0
  const next = () => (isTimeLeft() ? requests[asked++ % requests.length] : undefined)
  const before = await cpuMicrosOf(pid)
  const { seconds, responses, bytes } = await runHttpLoad({ port, connections: CONNECTIONS, next })
  const coreSeconds = ((await cpuMicrosOf(pid)) - before) / 1e6
  return {
    requestsPerSecond: responses / seconds,
    gigabitsPerSecond: (bytes * 8) / seconds / 1e9,
    requestsPerCoreSecond: responses / coreSeconds,
    gigabitsPerCoreSecond: (bytes * 8) / coreSeconds / 1e9,
  }
}

function segmentsOf(playlistPath: string, playlist: string): string[] {
  const folder = playlistPath.slice(0, playlistPath.lastIndexOf('/'))
  return [...playlist.matchAll(/^[^#].*$/gm)].map(([uri]) => `${folder}/${uri}`)
}

async function fetchText(path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${origin.port}${path}`, { headers: { 'accept-encoding': 'identity' } })
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}`)
  return await response.text()
}
