/** Announces through the tracker beside bittorrent-tracker's own server, and what the choice of peers costs in large swarms. */

import Server from 'bittorrent-tracker/server'
import { selectPeers } from '../apps/tracker/src/swarm/select-peers.ts'
import { infoHash, signTicket } from '../apps/tracker/src/testing/tracker-lab.ts'
import { BROADCAST_ID } from './broadcast.ts'
import { type ChildServer, cpuMicrosOf, startChildServer } from './child-server.ts'
import { compare, type Figures, median, printResult } from './compare.ts'
import { type Crowd, openCrowd } from './load/announce-load.ts'

const VIEWERS = 500
const ROUNDS = 7
/** More would be more messages than the tracker lets a viewer say. */
const ANNOUNCES_PER_ROUND = 2
const WANTED = 5

const tickets = await Promise.all(Array.from({ length: VIEWERS }, () => signTicket({ broadcast: BROADCAST_ID })))
const announces = await compareAnnounces()
console.log('announces', announces)
const choice = Object.fromEntries([1000, 10_000].map((peers) => [peers, compareChoice(peers)]))
console.log('choice of peers', choice)
printResult({ bench: 'tracker', viewers: VIEWERS, announces, choiceMicrosBySwarmSize: choice })

async function compareAnnounces() {
  await using tracker = await startChildServer('tracker.ts')
  await using plain = await startChildServer('plain-tracker.ts')
  const urlsOf = ({ port }: ChildServer) => tickets.map((ticket) => `ws://127.0.0.1:${port}/swarm?ticket=${ticket}`)
  using ours = await openCrowd(urlsOf(tracker), infoHash(BROADCAST_ID))
  using peers = await openCrowd(urlsOf(plain), infoHash(BROADCAST_ID))
  const sides = { ours: () => announceAll(ours, tracker), peer: () => announceAll(peers, plain) }
  await ours.announceAll() // enters everybody
  await peers.announceAll()
  return await compare({ ...sides, rounds: ROUNDS })
}

async function announceAll(crowd: Crowd, { pid }: ChildServer): Promise<Figures> {
  const before = await cpuMicrosOf(pid)
  const startedMs = performance.now()
  for (let i = 0; i < ANNOUNCES_PER_ROUND; i++) await crowd.announceAll()
  const seconds = (performance.now() - startedMs) / 1000
  const announces = VIEWERS * ANNOUNCES_PER_ROUND
  return {
    announcesPerSecond: announces / seconds,
    cpuMicrosPerAnnounce: ((await cpuMicrosOf(pid)) - before) / announces,
  }
}

function compareChoice(size: number) {
  const ids = Array.from({ length: size }, (_, index) => String(index).padStart(40, '0'))
  const swarm = new Server.Swarm('', { peersCacheLength: 2 * size })
  const announcement = { type: 'ws', left: 1, socket: { infoHashes: [] } } as const
  const announce = (event: string, id: string, numwant: number) =>
    swarm.announce({ ...announcement, event, peer_id: id, numwant }, () => {})
  for (const id of ids) announce('started', id, 0)
  const [self = ''] = ids
  const ours = microsOf(() => selectPeers({ candidates: ids, wanted: WANTED, suits: (id) => id !== self }))
  const peer = microsOf(() => announce('update', self, WANTED))
  return { ours, peer, ratio: ours / peer }
}

function microsOf(run: () => unknown): number {
  const runs = Array.from({ length: 2000 }, () => {
    const startedMs = performance.now()
    run()
    return (performance.now() - startedMs) * 1000
  })
  return median(runs)
}
