/** What a segment costs on its way in: upload, hash and listing, beside the hash alone and beside a bare upload. */

import { createHash, randomBytes } from 'node:crypto'
import { mediaPlaylistPath, SEGMENT_BYTES, uploadInit, uploadSegment } from './broadcast.ts'
import { type ChildServer, cpuMicrosOf, startChildServer } from './child-server.ts'
import { compare, type Figures, median, printResult } from './compare.ts'

const ROUNDS = 5
const SEGMENTS_PER_ROUND = 100
const MEGABYTES = (SEGMENTS_PER_ROUND * SEGMENT_BYTES) / 1e6

const segment = randomBytes(SEGMENT_BYTES)
await using ingest = await startChildServer('ingest.ts')
await using bare = await startChildServer('plain-http.ts')
await uploadInit(ingest.uploadUrl ?? '')
const visibleMs: number[] = []
let number = 0

const besideHash = await compare({ ours: takeIn, peer: hashAlone, rounds: ROUNDS })
const besideUpload = await compare({ ours: takeIn, peer: uploadAlone, rounds: ROUNDS })
console.log('beside sha256', besideHash, 'beside a bare upload', besideUpload)
printResult({
  ...{ bench: 'segment-intake', segmentBytes: SEGMENT_BYTES, besideHash, besideUpload },
  uploadToVisibleMs: median(visibleMs),
})

/** Each segment is uploaded, and then looked for as a viewer does. */
function takeIn(): Promise<Figures> {
  return cpuOf(ingest, async () => {
    const startedMs = performance.now()
    segment.writeUInt32BE(number) // so that no two have the same name
    await uploadSegment(ingest.uploadUrl ?? '', number, segment)
    const name = `${number}-${createHash('sha256').update(segment).digest('base64url').slice(0, 21)}`
    const playlist = await (await fetch(`http://127.0.0.1:${ingest.port}${mediaPlaylistPath}`)).text()
    if (!playlist.includes(name)) throw new Error(`the playlist does not list ${name}`)
    visibleMs.push(performance.now() - startedMs)
    number += 1
  })
}

function uploadAlone(): Promise<Figures> {
  return cpuOf(bare, () => uploadSegment(bare.uploadUrl ?? '', 0, segment))
}

async function hashAlone(): Promise<Figures> {
  const before = process.threadCpuUsage()
  for (let i = 0; i < SEGMENTS_PER_ROUND; i++) createHash('sha256').update(segment).digest()
  const { user, system } = process.threadCpuUsage(before)
  return { cpuMicrosPerMegabyte: (user + system) / MEGABYTES }
}

async function cpuOf({ pid }: ChildServer, bringSegment: () => Promise<void>): Promise<Figures> {
  const before = await cpuMicrosOf(pid)
  for (let i = 0; i < SEGMENTS_PER_ROUND; i++) await bringSegment()
  return { cpuMicrosPerMegabyte: ((await cpuMicrosOf(pid)) - before) / MEGABYTES }
}
