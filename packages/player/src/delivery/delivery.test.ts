import { expect, it, vi } from 'vitest'
import { createDelivery } from './delivery.ts'
import type { ListedSegment } from './segment.ts'
import { createMemoryOrigin, MemorySwarm } from './testing/memory-swarm.ts'

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
