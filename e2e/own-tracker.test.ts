/** The player's mesh at Shoal's own tracker, over real data channels: who is let into a swarm, and by which ticket. */

import { createMesh } from '@shoal/player/mesh/create-mesh'
import type { Mesh } from '@shoal/player/mesh/mesh'
import { swarmInfoHash } from '@shoal/protocol/swarm-id'
import { cleanup } from 'node-datachannel'
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { infoHash, signTicket, startTrackerLab, type TrackerLab } from '../apps/tracker/src/testing/tracker-lab.ts'

const BROADCAST = 'owntrackerbroadcast1'
const OTHER = 'owntrackerbroadcast2'

let lab: TrackerLab
const meshes: Mesh[] = []

beforeAll(async () => {
  lab = await startTrackerLab()
  await lab.addLiveBroadcast(BROADCAST)
  await lab.addLiveBroadcast(OTHER)
}, 60_000)
afterEach(() => {
  for (const mesh of meshes.splice(0)) mesh.stop()
})
afterAll(async () => {
  await lab[Symbol.asyncDispose]()
  cleanup()
})

function join(name: string, ticket: string | undefined, swarm = infoHash(BROADCAST)): Mesh {
  const mesh = createMesh({
    ownId: `-SH0100-${name.padEnd(12, '0')}`,
    trackerUrls: () => [lab.swarmUrl(ticket)],
    ...{ rtcConfig: {}, leastPeers: 2, RTCPeerConnection: RTCPeerConnection as never },
  })
  mesh.listen({ onOpen() {}, onMessage() {}, onDrain() {}, onClose() {} })
  meshes.push(mesh)
  mesh.join(swarm)
  return mesh
}

const linked = (...all: Mesh[]) => vi.waitUntil(() => all.every(({ links }) => links.size > 0), { timeout: 15_000 })

it('is one swarm for two viewers with a ticket each', async () => {
  const ann = join('ann', await signTicket({ broadcast: BROADCAST }))
  const ben = join('ben', await signTicket({ broadcast: BROADCAST }))
  await linked(ann, ben)
  expect([...ann.links.keys()]).toEqual(['-SH0100-ben000000000'])
  expect([...ben.links.keys()]).toEqual(['-SH0100-ann000000000'])
}, 30_000)

it('links nobody without a ticket, with that of another broadcast, or without P2P in it', async () => {
  const strangers = [
    join('none', undefined),
    join('other', await signTicket({ broadcast: OTHER })),
    join('off', await signTicket({ broadcast: BROADCAST, mode: 'off' })),
  ]
  const ann = join('ann2', await signTicket({ broadcast: BROADCAST }))
  const ben = join('ben2', await signTicket({ broadcast: BROADCAST }))
  await linked(ann, ben)
  for (const { links } of strangers) expect(links.size).toBe(0)
  for (const { links } of [ann, ben]) expect(links.size).toBe(1)
}, 30_000)

it('keeps those at the edge and those in the past apart', async () => {
  const past = swarmInfoHash({ broadcastId: BROADCAST, epoch: 1, rung: '720p', isPast: true })
  const atEdge = join('edge', await signTicket({ broadcast: BROADCAST }))
  const [one, two] = [
    join('past1', await signTicket({ broadcast: BROADCAST }), past),
    join('past2', await signTicket({ broadcast: BROADCAST }), past),
  ]
  await linked(one, two)
  expect(atEdge.links.size).toBe(0)
}, 30_000)
