/**
 * Announces through the tracker beside bittorrent-tracker's own server, in swarms of several sizes.
 * `npm run bench:tracker -- --peers 1000,5000,10000 --memory 18000`: the first are the swarms that both are measured
 * with, the last is one more of ours alone for the memory of a peer (at most what file handles allow, 50,000 is the bar).
 */

import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { infoHash, signTicket } from '../apps/tracker/src/testing/tracker-lab.ts'
import { BROADCAST_ID } from './broadcast.ts'
import { type ChildServer, cpuMicrosOf, startChildServer } from './child-server.ts'
import { type Figures, median, printResult } from './compare.ts'
import { type Crowd, openCrowd } from './load/announce-load.ts'
import { countWithin, readOptions } from './read-options.ts'

const ROUNDS = 3
/** Between two rounds, so that limits and open offers of the one before do not matter. */
const ROUND_APART_MS = 40_000
/** An announce of the peer's server takes as long as its swarm is large. */
const ANNOUNCES = { ours: 10_000, peer: 1500 }
const TICKET_SECONDS = 3600

const peersOption = countWithin(1, 100_000)
const { peers: sizes, memory: memoryPeers } = readOptions(
  'bench:tracker',
  z.object({
    peers: z
      .string()
      .transform((text) => text.split(','))
      .pipe(z.array(peersOption))
      .default([1000, 5000, 10_000]),
    memory: countWithin(0, 100_000).default(0),
  }),
)
const ours: Record<string, Figures> = {}
const peer: Record<string, Figures> = {}
for (const size of sizes) {
  ours[size] = await measure('tracker.ts', size, ANNOUNCES.ours)
  console.log('ours', size, ours[size])
  peer[size] = await measure('plain-tracker.ts', size, ANNOUNCES.peer)
  console.log('bittorrent-tracker', size, peer[size])
}
const largest = sizes.at(-1) ?? 0
const memory = memoryPeers > 0 ? { peers: memoryPeers, bytesPerPeer: await measureMemory(memoryPeers) } : undefined
printResult({
  bench: 'tracker',
  peers: largest,
  announcesPerSecond: ours[largest]?.announcesPerSecond,
  introductionsPerSecond: ours[largest]?.introductionsPerSecond,
  cpuMicrosecondsPerAnnounce: ours[largest]?.cpuMicrosecondsPerAnnounce,
  memoryBytesPerPeer: memory?.bytesPerPeer ?? ours[largest]?.memoryBytesPerPeer,
  memoryMeasuredWithPeers: memory?.peers ?? largest,
  ours,
  bittorrentTracker: peer,
})

/** In turn: announces whose offers nobody answers, and announces with every offer answered. */
async function measure(file: string, size: number, announces: number): Promise<Figures> {
  await using server = await startChildServer(file)
  const before = await residentBytes(server.pid)
  await using crowd = await openCrowd({
    port: server.port,
    tickets: await makeTickets(size),
    infoHash: infoHash(BROADCAST_ID),
  })
  const memoryBytesPerPeer = ((await residentBytes(server.pid)) - before) / size
  const count = Math.min(announces, 2 * size)
  await runOnce({ server, crowd, announces: Math.min(count, 1000), answers: true }) // warms it up
  const rounds: { announced: Figures; introduced: Figures }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const announced = await runOnce({ server, crowd, announces: count, answers: false })
    rounds.push({ announced, introduced: await runOnce({ server, crowd, announces: count / 2, answers: true }) })
  }
  const of = (name: string, kind: 'announced' | 'introduced') =>
    median(rounds.map((round) => round[kind][name] ?? Number.NaN))
  return {
    announcesPerSecond: of('perSecond', 'announced'),
    cpuMicrosecondsPerAnnounce: of('cpuMicros', 'announced'),
    offersPerAnnounce: of('offers', 'announced'),
    introductionsPerSecond: of('answersPerSecond', 'introduced'),
    cpuMicrosecondsPerIntroducedAnnounce: of('cpuMicros', 'introduced'),
    memoryBytesPerPeer,
  }
}

type Run = { server: ChildServer; crowd: Crowd; announces: number; answers: boolean }

async function runOnce({ server, crowd, announces, answers }: Run): Promise<Figures> {
  await putForward(server)
  const before = await cpuMicrosOf(server.pid)
  const figures = await crowd.announce({ announces, answers })
  const cpuMicros = (await cpuMicrosOf(server.pid)) - before
  return {
    perSecond: announces / figures.seconds,
    answersPerSecond: figures.answers / figures.seconds,
    offers: figures.offers / announces,
    cpuMicros: cpuMicros / announces,
  }
}

/** Of joining viewers who announce once without an offer. */
async function measureMemory(size: number): Promise<number> {
  await using server = await startChildServer('tracker.ts')
  const before = await residentBytes(server.pid)
  const tickets = await makeTickets(size)
  await using crowd = await openCrowd({ port: server.port, tickets, infoHash: infoHash(BROADCAST_ID) })
  await runOnce({ server, crowd, announces: size, answers: true })
  return ((await residentBytes(server.pid)) - before) / size
}

function makeTickets(size: number): Promise<string[]> {
  const lifetimeSeconds = TICKET_SECONDS
  return Promise.all(Array.from({ length: size }, () => signTicket({ broadcast: BROADCAST_ID, lifetimeSeconds })))
}

async function putForward({ child }: ChildServer): Promise<void> {
  const done = once(child, 'message')
  child.send(ROUND_APART_MS)
  await done
}

/** proc(5), status */
async function residentBytes(pid: number): Promise<number> {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}
