/** The engine among others like it, over links in memory: what it takes from peers, and what it does with liars. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { describe, expect, it, vi } from 'vitest'
import { createDelivery, type Delivery } from './delivery.ts'
import { createMemoryOrigin, type MemoryMesh, type MemoryOrigin, MemorySwarm } from './testing/memory-swarm.ts'
import { decodeMessage, encodeMessage } from './wire.ts'

const SEGMENT = { bytes: 150_000, seconds: 0.5 }
const HISTORY = 6
const COUNT = 22

type Viewer = { delivery: Delivery; mesh: MemoryMesh; offenders: string[]; rejected: number; wrong: number }

// They wait for time to pass, and compute next to nothing.
vi.setConfig({ maxConcurrency: 5 })

type Change = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | null

type Watched = Disposable & {
  viewers: Viewer[]
  /** How far the playhead got past the end before everybody had all of it: negative when all came in time. */
  lateSeconds: number
}

/** Viewers who watch a broadcast of a few seconds, each a moment behind its edge, until all have all of it. */
async function watch(
  origin: MemoryOrigin,
  options: {
    modes: P2pMode[]
    change?: (viewer: number) => Change | undefined
    /** Called each 70 ms. */
    onTick?: (viewers: readonly Viewer[]) => void
  },
): Promise<Watched> {
  const viewers: Viewer[] = []
  const ticking = setInterval(() => options.onTick?.(viewers), 70)
  const swarm = new MemorySwarm()
  const startedAtMs = performance.now()
  const edge = () => HISTORY + Math.floor((performance.now() - startedAtMs) / (SEGMENT.seconds * 1000))
  const positionSeconds = () => (HISTORY - 4) * SEGMENT.seconds + (performance.now() - startedAtMs) / 1000
  const playing = options.modes.map(async (mode, index) => {
    const ownId = `-SH0100-${String(index).padStart(12, '0')}`
    const mesh = swarm.createMesh(ownId, options.change?.(index))
    const viewer: Viewer = {
      mesh,
      offenders: [],
      rejected: 0,
      wrong: 0,
      delivery: createDelivery({
        ...{ mode, ownId, mesh: mode === 'off' ? null : mesh, fetchOrigin: origin.fetch, positionSeconds },
        ...{ uploadKbps: null, uploadBytes: null },
        listener: {
          onUploaded: () => {},
          onPeers: () => {},
          onRejected: () => {
            viewer.rejected += 1
          },
          onOffender: ({ peerId }) => {
            viewer.offenders.push(peerId)
          },
        },
      }),
    }
    viewers.push(viewer)
    for (let number = HISTORY - 4; number < COUNT; number++) {
      await vi.waitUntil(() => edge() > number, { interval: 20, timeout: 20_000 })
      viewer.delivery.listed(origin.segments.slice(0, edge()), { isLive: true })
      const segment = origin.segments[number]
      if (!segment) break
      const { bytes } = await viewer.delivery.load(segment.url, new AbortController().signal)
      if (Buffer.compare(Buffer.from(bytes), Buffer.from(segment.bytes)) !== 0) viewer.wrong += 1
    }
  })
  swarm.connectAll()
  await Promise.all(playing)
  clearInterval(ticking)
  return {
    viewers,
    lateSeconds: positionSeconds() - COUNT * SEGMENT.seconds,
    [Symbol.dispose]() {
      for (const { delivery } of viewers) delivery.stop()
    },
  }
}

const all = (count: number, mode: P2pMode = 'on') => Array.from({ length: count }, () => mode)
const totalsOf = ({ viewers }: Watched) => viewers.map(({ delivery }) => delivery.snapshot())

describe.concurrent('a swarm', () => {
  it('fetches each new segment from the origin about once, and every viewer gets the right bytes in time', async () => {
    const origin = createMemoryOrigin({ count: COUNT, ...SEGMENT })
    using watched = await watch(origin, { modes: all(6) })
    expect(watched.viewers.map(({ wrong }) => wrong)).toEqual(all(6).map(() => 0))
    expect(watched.lateSeconds).toBeLessThan(0)
    const newSegments = COUNT - HISTORY
    const firstSeconds = 6 * 4 * SEGMENT.bytes
    expect(origin.sentBytes).toBeLessThan(firstSeconds + 2.2 * newSegments * SEGMENT.bytes)
    for (const { peerBytes } of totalsOf(watched)) expect(peerBytes).toBeGreaterThan(0)
  }, 30_000)

  it('shares segments without piece hashes too, each from one peer', async () => {
    const origin = createMemoryOrigin({ count: COUNT, ...SEGMENT, hasPieces: false })
    using watched = await watch(origin, { modes: all(4) })
    expect(watched.viewers.map(({ wrong }) => wrong)).toEqual([0, 0, 0, 0])
    const peerBytes = totalsOf(watched).reduce((sum, total) => sum + total.peerBytes, 0)
    expect(peerBytes).toBeGreaterThan(0.4 * (COUNT - HISTORY) * 4 * SEGMENT.bytes)
  }, 30_000)

  it('gives nothing from a viewer who only receives, and nothing at all to one whose P2P is off', async () => {
    const origin = createMemoryOrigin({ count: COUNT, ...SEGMENT })
    using watched = await watch(origin, { modes: ['on', 'on', 'on', 'receive-only', 'off'] })
    const reports = watched.viewers.map(({ delivery }) => delivery.takeSwarmReport())
    const takerId = watched.viewers[3]?.mesh.ownId
    expect(reports.flatMap((report) => report?.received ?? []).filter(({ peerId }) => peerId === takerId)).toEqual([])
    expect(totalsOf(watched)[3]?.peerBytes).toBeGreaterThan(0)
    expect(totalsOf(watched)[4]).toMatchObject({ peerBytes: 0, peers: 0 })
    expect(reports[4]).toBeUndefined()
  }, 30_000)
})

describe.concurrent('a liar', () => {
  const onlyFirst = (change: Change) => (viewer: number) => (viewer === 0 ? change : undefined)

  it('who sends other bytes is cut off by everybody it gave any, and no wrong byte is played', async () => {
    const corrupt: Change = (bytes) => {
      const message = decodeMessage(bytes)
      if (message?.kind !== 'data') return bytes
      return encodeMessage({ ...message, bytes: message.bytes.map((byte) => byte ^ 1) })
    }
    const origin = createMemoryOrigin({ count: COUNT, ...SEGMENT })
    using watched = await watch(origin, { modes: all(5), change: onlyFirst(corrupt) })
    expect(watched.viewers.map(({ wrong }) => wrong)).toEqual([0, 0, 0, 0, 0])
    const liar = watched.viewers[0]?.mesh.ownId ?? ''
    const honest = watched.viewers.slice(1)
    expect(honest.filter(({ mesh }) => mesh.banned.has(liar)).length).toBeGreaterThanOrEqual(2)
    for (const { offenders, rejected } of honest) {
      expect(offenders.filter((id) => id !== liar)).toEqual([])
      expect(rejected).toBeLessThanOrEqual(10)
    }
  }, 30_000)

  it('who sends other bytes of segments without piece hashes is cut off as well', async () => {
    const corrupt: Change = (bytes) => {
      const message = decodeMessage(bytes)
      return message?.kind === 'data'
        ? encodeMessage({ ...message, bytes: message.bytes.map((byte) => byte ^ 1) })
        : bytes
    }
    const origin = createMemoryOrigin({ count: COUNT, ...SEGMENT, hasPieces: false })
    using watched = await watch(origin, { modes: all(4), change: onlyFirst(corrupt) })
    expect(watched.viewers.map(({ wrong }) => wrong)).toEqual([0, 0, 0, 0])
    for (const { offenders } of watched.viewers.slice(1))
      expect(offenders.filter((id) => id !== watched.viewers[0]?.mesh.ownId)).toEqual([])
  }, 30_000)

  it('who takes requests and sends nothing is cut off, and costs no stall', async () => {
    const silent: Change = (bytes) => (decodeMessage(bytes)?.kind === 'data' ? null : bytes)
    const origin = createMemoryOrigin({ count: COUNT, ...SEGMENT })
    using watched = await watch(origin, { modes: all(5), change: onlyFirst(silent) })
    expect(watched.lateSeconds).toBeLessThan(0)
    const liar = watched.viewers[0]?.mesh.ownId ?? ''
    expect(watched.viewers.slice(1).filter(({ mesh }) => mesh.banned.has(liar)).length).toBeGreaterThanOrEqual(1)
  }, 30_000)

  it('who has a part of what it announces is cut off, though it sends that part', async () => {
    const boast: Change = (bytes) => {
      const message = decodeMessage(bytes)
      if (message?.kind !== 'data' || message.piece % 2 === 0) return bytes
      return encodeMessage({ kind: 'refuse', key: message.key, piece: message.piece, reason: 'absent' })
    }
    const origin = createMemoryOrigin({ count: COUNT, ...SEGMENT })
    using watched = await watch(origin, { modes: all(5), change: onlyFirst(boast) })
    const liar = watched.viewers[0]?.mesh.ownId ?? ''
    const honest = watched.viewers.slice(1)
    expect(honest.filter(({ mesh }) => mesh.banned.has(liar)).length).toBeGreaterThanOrEqual(1)
    for (const { offenders } of honest) expect(offenders.filter((id) => id !== liar)).toEqual([])
  }, 30_000)

  it('is nobody who now gives and now does not', async () => {
    const origin = createMemoryOrigin({ count: COUNT, ...SEGMENT })
    let gives = true
    using watched = await watch(origin, {
      modes: all(4),
      onTick([fickle]) {
        gives = !gives
        fickle?.delivery.setGives(gives)
      },
    })
    expect(watched.viewers.flatMap(({ offenders }) => offenders)).toEqual([])
  }, 30_000)

  it('who announces what it has not is cut off', async () => {
    const boast: Change = (bytes) => {
      const message = decodeMessage(bytes)
      if (message?.kind === 'data')
        return encodeMessage({ kind: 'refuse', key: message.key, piece: message.piece, reason: 'absent' })
      return bytes
    }
    const origin = createMemoryOrigin({ count: COUNT, ...SEGMENT })
    using watched = await watch(origin, { modes: all(5), change: onlyFirst(boast) })
    const liar = watched.viewers[0]?.mesh.ownId ?? ''
    expect(watched.viewers.slice(1).filter(({ mesh }) => mesh.banned.has(liar)).length).toBeGreaterThanOrEqual(1)
  }, 30_000)
})

describe.concurrent('an origin that is away', () => {
  it('is done without for as long as one viewer has the segments', async () => {
    const origin = createMemoryOrigin({ count: COUNT, ...SEGMENT })
    using stopping = new DisposableStack()
    const swarm = new MemorySwarm()
    const [giver, taker] = ['a', 'b'].map((name) => {
      const mesh = swarm.createMesh(`-SH0100-${name.repeat(12)}`)
      const listener = { onUploaded: () => {}, onPeers: () => {}, onRejected: () => {}, onOffender: () => {} }
      const delivery = createDelivery({
        ...{ mode: 'on', ownId: mesh.ownId, mesh, fetchOrigin: origin.fetch, positionSeconds: () => 0 },
        ...{ uploadKbps: null, uploadBytes: null, listener },
      })
      stopping.defer(() => delivery.stop())
      return delivery
    })
    const signal = new AbortController().signal
    for (const delivery of [giver, taker]) {
      delivery?.listed(origin.segments, { isLive: true })
      await delivery?.load(origin.segments[0]?.url ?? '', signal)
    }
    for (const { url } of origin.segments.slice(0, 6)) await giver?.load(url, signal)
    origin.isDown = true
    const before = origin.sentBytes
    swarm.connectAll()
    for (const segment of origin.segments.slice(0, 6)) {
      const loaded = await taker?.load(segment.url, signal)
      expect(Buffer.compare(Buffer.from(loaded?.bytes ?? new ArrayBuffer(0)), Buffer.from(segment.bytes))).toBe(0)
    }
    expect(origin.sentBytes).toBe(before)
  }, 30_000)
})
