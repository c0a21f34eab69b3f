import { getEventListeners } from 'node:events'
import { PIECE_BYTES, pieceCount } from '@shoal/protocol/pieces'
import { expect, it, vi } from 'vitest'
import { hashPieces } from '../integrity/piece-hashes.ts'
import { createDelivery } from './delivery.ts'
import type { ListedSegment } from './segment.ts'
import { createMemoryOrigin, MemorySwarm } from './testing/memory-swarm.ts'
import { addStranger, allOf } from './testing/stranger.ts'

const SEGMENT = { bytes: 50_000, seconds: 2 }
const listener = { onUploaded: () => {}, onPeers: () => {}, onRejected: () => {}, onOffender: () => {} }

it('asks no more for what the rung before had under way, once another rung is listed', async () => {
  const rungs = ['high', 'low'].map((rung) => ({ rung, ...createMemoryOrigin({ count: 12, ...SEGMENT }) }))
  const [high, low] = rungs.map(({ rung, segments }) =>
    segments.map((segment): ListedSegment => ({ ...segment, key: `1/${rung}/${segment.number}` })),
  )
  if (!high || !low) throw new Error('no rungs')
  const asked: string[] = []
  const brokenOff: string[] = []
  /** After the first it never answers. */
  const fetchOrigin: typeof fetch = (url, init) => {
    asked.push(String(url))
    init?.signal?.addEventListener('abort', () => brokenOff.push(String(url)))
    if (asked.length === 1) return rungs[0]?.fetch(url, init) ?? fetch(url)
    return new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)))
  }
  const swarm = new MemorySwarm()
  const [delivery, peer] = ['a', 'b'].map((name) => {
    const mesh = swarm.createMesh(`-SH0100-${name.repeat(12)}`)
    return createDelivery({
      ...{ mode: 'on', ownId: mesh.ownId, mesh, fetchOrigin, positionSeconds: () => 1.9, listener },
      ...{ uploadKbps: null, uploadBytes: null },
    })
  })
  if (!delivery) throw new Error('no delivery')
  swarm.connectAll()
  delivery.listed(high.slice(0, 1), { isLive: true })
  await delivery.load(high[0]?.url ?? '', new AbortController().signal)
  delivery.listed(high, { isLive: true })
  const wanting = new AbortController()
  delivery.load(high[1]?.url ?? '', wanting.signal).catch(() => {})
  await vi.waitUntil(() => asked.length > 1)
  const before = asked.length

  delivery.listed(low.slice(6), { isLive: true })
  wanting.abort()
  await vi.waitUntil(() => brokenOff.includes(high[1]?.url ?? ''))
  await new Promise((resolve) => setTimeout(resolve, 300))
  const highs = new Set(high.map(({ url }) => url))
  expect(asked.slice(before).filter((url) => highs.has(url))).toEqual([])
  delivery.stop()
  peer?.stop()
})

it('fetches nothing from anywhere while it rests, and goes on after', async () => {
  const origin = createMemoryOrigin({ count: 12, ...SEGMENT })
  const swarm = new MemorySwarm()
  const mesh = swarm.createMesh('-SH0100-000000000001')
  const asked: string[] = []
  const giver = addStranger(swarm, {
    ...{ id: '-SH0100-giverxgiverx', uplinkKbps: 4000 },
    has: origin.segments.map(({ key, bytes }) => ({ key, segmentBytes: bytes.byteLength })),
  })
  const delivery = createDelivery({
    ...{ mode: 'on', ownId: mesh.ownId, mesh, listener, uploadKbps: null, uploadBytes: null },
    fetchOrigin(url, init) {
      asked.push(String(url))
      return origin.fetch(url, init)
    },
    positionSeconds: () => 2,
  })
  swarm.connectAll()
  delivery.listed(origin.segments.slice(0, 1), { isLive: true })
  await delivery.load(origin.segments[0]?.url ?? '', new AbortController().signal)
  delivery.setRests(true)
  const before = [asked.length, giver.asked.length]
  delivery.listed(origin.segments, { isLive: true })
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect([asked.length, giver.asked.length]).toEqual(before)

  delivery.setRests(false)
  await vi.waitUntil(() => asked.length + giver.asked.length > before.reduce((sum, one) => sum + one))
  delivery.stop()
})

it('plays a recording on where a peer claims longer segments than there are, and cuts that one off', async () => {
  const origin = createMemoryOrigin({ count: 6, ...SEGMENT, hasPieces: false })
  const swarm = new MemorySwarm()
  const mesh = swarm.createMesh('-SH0100-000000000001')
  const longer = (bytes: ArrayBuffer) => (pieceCount(bytes.byteLength) + 2) * PIECE_BYTES
  const liar = addStranger(swarm, {
    ...{ id: '-SH0100-liarliarliar', uplinkKbps: 4_000_000 },
    has: origin.segments.map(({ key, bytes }) => ({ key, segmentBytes: longer(bytes) })),
    onAsked({ key, piece }, self) {
      if (piece < 3) self.send({ kind: 'data', key, piece, offset: 0, bytes: new Uint8Array(PIECE_BYTES) })
    },
  })
  /** As an origin does: what is asked for beyond the end is not satisfiable (RFC 9110, 15.5.17). */
  const fetchOrigin: typeof fetch = async (url, init) => {
    const response = await origin.fetch(url, init)
    if (response.status !== 206 || (await response.clone().arrayBuffer()).byteLength > 0) return response
    unsatisfied += 1
    return new Response(null, { status: 416 })
  }
  let unsatisfied = 0
  let positionSeconds = 0
  const offenders: string[] = []
  const delivery = createDelivery({
    ...{ mode: 'on', ownId: mesh.ownId, mesh, fetchOrigin, positionSeconds: () => positionSeconds },
    listener: { ...listener, onOffender: ({ peerId }) => offenders.push(peerId) },
    ...{ uploadKbps: null, uploadBytes: null },
  })
  delivery.listed(origin.segments, { isLive: false, isPast: true })
  swarm.connectAll()
  for (const { url, key, number, bytes, startSeconds } of origin.segments) {
    positionSeconds = startSeconds - 1
    if (number > 0) await vi.waitUntil(() => !liar.isLinked || liar.asked.some((one) => one.key === key))
    const loaded = await delivery.load(url, new AbortController().signal)
    expect(Buffer.compare(Buffer.from(loaded.bytes), Buffer.from(bytes))).toBe(0)
  }
  expect(unsatisfied).toBe(0)
  expect(offenders).toEqual([liar.id])
  delivery.stop()
})

it.each([
  ['says that it fetches each segment, and never has it', 'fetching'],
  ['has every segment, and is always busy', 'busy'],
] as const)('does not wait long for one that %s', async (_, lie) => {
  vi.useFakeTimers()
  const origin = createMemoryOrigin({ count: 30, ...SEGMENT })
  const swarm = new MemorySwarm()
  const mesh = swarm.createMesh('-SH0100-000000000001')
  const startedAtMs = performance.now()
  const delivery = createDelivery({
    ...{
      mode: 'on',
      ownId: mesh.ownId,
      mesh,
      fetchOrigin: origin.fetch,
      uploadKbps: null,
      uploadBytes: null,
      listener,
    },
    positionSeconds: () => (performance.now() - startedAtMs) / 1000,
  })
  const liar = addStranger(swarm, {
    ...{ id: '-SH0100-zzzzzzzzzzzz', uplinkKbps: 50_000, has: [] },
    onAsked: ({ key, piece }, self) => self.send({ kind: 'refuse', key, piece, reason: 'busy' }),
  })
  addStranger(swarm, { id: '-SH0100-000000000002', uplinkKbps: 5000, has: [] }) // honest, and to be seeded for
  swarm.connectAll()
  for (let newest = 4; newest < origin.segments.length; newest++) {
    const { key, bytes } = origin.segments[newest] ?? { key: '', bytes: new ArrayBuffer(0) }
    const hashes = await hashPieces(bytes)
    const segmentBytes = bytes.byteLength
    if (lie === 'fetching') liar.send({ kind: 'fetching', key })
    else liar.send({ kind: 'have', key, segmentBytes, pieces: allOf(segmentBytes), hashes })
    delivery.listed(origin.segments.slice(newest - 4, newest + 1), { isLive: true })
    if (newest === 4) void delivery.load(origin.segments[0]?.url ?? '', new AbortController().signal)
    await vi.advanceTimersByTimeAsync(2000)
  }
  const { seeds, late, ...fetches } = delivery.snapshot().originFetches
  delivery.stop()
  vi.useRealTimers()
  expect(seeds + fetches['stands-in']).toBeGreaterThan(10)
  expect(late).toBeLessThan(8)
})

it('leaves nothing of a segment with a signal that outlives it', async () => {
  const origin = createMemoryOrigin({ count: 1, ...SEGMENT })
  const mesh = new MemorySwarm().createMesh('-SH0100-000000000001')
  const delivery = createDelivery({
    ...{ mode: 'on', ownId: mesh.ownId, mesh, fetchOrigin: origin.fetch, positionSeconds: () => 0, listener },
    ...{ uploadKbps: null, uploadBytes: null },
  })
  delivery.listed(origin.segments, { isLive: true })
  const { signal } = new AbortController()
  await delivery.load(origin.segments[0]?.url ?? '', signal)
  expect(getEventListeners(signal, 'abort')).toEqual([])
  delivery.stop()
})

it('passes on nothing that came from the origin and is not the segment that the playlist names', async () => {
  const origin = createMemoryOrigin({ count: 2, ...SEGMENT })
  const swarm = new MemorySwarm()
  const mesh = swarm.createMesh('-SH0100-000000000001')
  const taker = addStranger(swarm, { id: '-SH0100-takertakerta', uplinkKbps: 4000, has: [] })
  const delivery = createDelivery({
    ...{ mode: 'on', ownId: mesh.ownId, mesh, positionSeconds: () => 0, listener, uploadKbps: null, uploadBytes: null },
    async fetchOrigin(url, init) {
      const bytes = new Uint8Array(await (await origin.fetch(url, init)).arrayBuffer())
      return new Response(String(url) === origin.segments[0]?.url ? bytes.map((byte) => byte ^ 1) : bytes)
    },
  })
  swarm.connectAll()
  delivery.listed(origin.segments, { isLive: true })
  for (const { url } of origin.segments) await delivery.load(url, new AbortController().signal)
  for (const { key } of origin.segments) taker.send({ kind: 'request', key, piece: key.endsWith('/0') ? 0 : 1 })
  await vi.waitUntil(() => taker.refused.length > 0)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(taker.refused).toEqual([0])
  delivery.stop()
})
