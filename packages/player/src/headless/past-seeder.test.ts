import type { TicketAnswer } from '@shoal/protocol/ticket'
import { expect, it, vi } from 'vitest'
import { createDelivery } from '../delivery/delivery.ts'
import { createMemoryOrigin, MemorySwarm } from '../delivery/testing/memory-swarm.ts'
import { startPastSeeder } from './past-seeder.ts'

const SEGMENT = { count: 90, bytes: 40_000, seconds: 2, hasPieces: false }
const policy = { iceServers: [], relayOnly: false, leastViewers: 2, uploadKbps: null, uploadMegabytes: null }
const ticket: TicketAnswer = {
  ...{ ticket: 'ticket', expiresAtMs: 0, mode: 'on', broadcastId: 'testbroadcast0000001', epoch: 1, policy },
  playlistUrl: 'http://origin.example/live/testbroadcast0000001/index.m3u8',
  ...{ trackerUrls: ['ws://127.0.0.1:9/swarm'], telemetryUrl: 'http://127.0.0.1:9/swarm/telemetry' },
}
const nothing = { onUploaded() {}, onPeers() {}, onAnswer() {}, onFault() {}, onRejected() {}, onOffender() {} }

/** A seeder with room for `most` segments, and one who watches from `at` seconds on. */
async function watchBesideSeeder({ most = 1000, at = 0, isBroken = (): boolean => false } = {}) {
  const origin = createMemoryOrigin(SEGMENT)
  const swarm = new MemorySwarm()
  const asked: string[] = []
  const seen = { given: 0, faults: 0 }
  const seeder = startPastSeeder({
    tickets: { newest: () => ticket, hasExpired: () => false, renew() {} },
    ...{ segments: origin.segments, infoHash: 'x'.repeat(20), mostBytes: most * (SEGMENT.bytes + SEGMENT.count) },
    upload: { kbps: null, bytes: null },
    RTCPeerConnection: class {} as never,
    createMesh: ({ ownId }) => swarm.createMesh(ownId),
    async fetchOrigin(url, init) {
      asked.push(String(url))
      return isBroken() ? new Response('an error page') : origin.fetch(url, init)
    },
    listener: { ...nothing, onUploaded: (bytes) => (seen.given += bytes), onFault: () => (seen.faults += 1) },
  })
  const mesh = swarm.createMesh('-SH0100-000000000001')
  let positionSeconds = at
  const viewer = createDelivery({
    ...{ mode: 'receive-only', ownId: mesh.ownId, mesh, positionSeconds: () => positionSeconds, listener: nothing },
    ...{ fetchOrigin: origin.fetch, uploadKbps: null, uploadBytes: null },
  })
  const load = async (number: number) => {
    const segment = origin.segments[number]
    if (!segment) throw new Error('no such segment')
    positionSeconds = segment.startSeconds - 12 // as far ahead as a player loads
    viewer.listed(origin.segments, { isLive: false, isPast: true })
    return await viewer.load(segment.url, new AbortController().signal)
  }
  return {
    ...{ seeder, swarm, asked, seen, load },
    [Symbol.dispose]() {
      viewer.stop()
      seeder.stop()
    },
  }
}

it('gives a recording to who watches it, and asks the origin for each segment once', async () => {
  using watched = await watchBesideSeeder()
  const { seeder, swarm, asked, seen, load } = watched
  expect(asked).toEqual([]) // nobody is there
  await load(0)
  swarm.connectAll()
  await vi.waitUntil(() => seeder.heldCount() === SEGMENT.count, { timeout: 10_000 })
  let peerBytes = 0
  for (let number = 10; number < 40; number++) peerBytes += (await load(number)).peerBytes
  expect(peerBytes).toBeGreaterThan(25 * SEGMENT.bytes)
  expect(seen.given).toBeGreaterThanOrEqual(peerBytes)
  expect(new Set(asked).size).toBe(asked.length)
})

it('follows who is in the midst of it, with room for less than all', async () => {
  using watched = await watchBesideSeeder({ most: 40 })
  const { seeder, swarm, load } = watched
  swarm.connectAll()
  await load(0)
  await vi.waitUntil(() => seeder.heldCount() === 40, { timeout: 10_000 })
  let peerBytes = 0
  for (let number = 1; number < 85; number++) peerBytes += (await load(number)).peerBytes
  expect(seeder.heldCount()).toBeLessThanOrEqual(40)
  expect(peerBytes).toBeGreaterThan(60 * SEGMENT.bytes)
})

it('comes to who only receives and begins in the midst of it', async () => {
  using watched = await watchBesideSeeder({ most: 40 })
  const { swarm, asked, load } = watched
  swarm.connectAll()
  await load(45)
  await vi.waitUntil(() => asked.some((url) => url.includes('/70-')), { timeout: 5000 })
  let peerBytes = 0
  for (let number = 46; number < 70; number++) peerBytes += (await load(number)).peerBytes
  expect(peerBytes).toBeGreaterThan(20 * SEGMENT.bytes)
})

it('hands on nothing that is not the segment, and goes on once the origin is well again', async () => {
  let isBroken = true
  using watched = await watchBesideSeeder({ isBroken: () => isBroken })
  const { seeder, swarm, seen } = watched
  swarm.connectAll()
  await vi.waitUntil(() => seen.faults > 1, { timeout: 5000 })
  expect(seeder.heldCount()).toBe(0)
  isBroken = false
  await vi.waitUntil(() => seeder.heldCount() > 5, { timeout: 5000 })
})

it('fetches nothing for another seeder', async () => {
  const origin = createMemoryOrigin(SEGMENT)
  const swarm = new MemorySwarm()
  const seeders = [1, 2].map(() =>
    startPastSeeder({
      tickets: { newest: () => ticket, hasExpired: () => false, renew() {} },
      ...{ segments: origin.segments, infoHash: 'x'.repeat(20), upload: { kbps: null, bytes: null } },
      ...{ fetchOrigin: origin.fetch, listener: nothing, RTCPeerConnection: class {} as never },
      createMesh: ({ ownId }) => swarm.createMesh(ownId),
    }),
  )
  swarm.connectAll()
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(origin.sentBytes).toBe(0)
  for (const seeder of seeders) seeder.stop()
})
