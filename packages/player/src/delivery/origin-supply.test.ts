import { PIECE_BYTES } from '@shoal/protocol/pieces'
import { describe, expect, it, vi } from 'vitest'
import { hashPieces } from '../integrity/piece-hashes.ts'
import { OriginSupply, type SoleProof } from './origin-supply.ts'
import { canShare } from './peer-news.ts'
import { SegmentEntry } from './segment-entry.ts'
import { createMemoryOrigin } from './testing/memory-swarm.ts'

const entryAt = (number: number) =>
  new SegmentEntry({
    segment: {
      ...{ url: `https://origin.example/live/a/1/720p/${number}-x.m4s`, key: `1/720p/${number}`, number },
      ...{ startSeconds: number * 2, durationSeconds: 2, pieces: null },
    },
    ...{ seenAtMs: 0, isOld: false, panicRandom: 0 },
  })

/** An origin whose bodies come as the test says. */
function startSupply() {
  let nowMs = 0
  const bodies: { push(count: number): void; end(): void }[] = []
  const fetchOrigin = vi.fn(async (_url: unknown, { signal }: RequestInit = {}) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        signal?.addEventListener('abort', () => controller.error(signal.reason))
        bodies.push({ push: (count) => controller.enqueue(new Uint8Array(count)), end: () => controller.close() })
      },
    })
    return new Response(body)
  })
  const supply = new OriginSupply({
    ...{ fetchOrigin, signal: new AbortController().signal },
    ...{ onPart: async () => {}, onProof: () => {}, nowMs: () => nowMs, random: () => 0 },
  })
  return { supply, bodies, fetchOrigin, pass: (ms: number) => (nowMs += ms), now: () => nowMs }
}

it('lets several segments come at once while the origin is quick, and one after the other once it is slow', async () => {
  const { supply, bodies, pass, now } = startSupply()
  const [first, second] = [entryAt(5), entryAt(6)]
  const fetching = supply.fetch(first, [null], 'late')
  await vi.waitUntil(() => bodies.length === 1)
  pass(500)
  expect(supply.hasRoomFor(second, now())).toBe(true)
  pass(500)
  expect(supply.hasRoomFor(second, now())).toBe(false)
  expect(supply.hasRoomFor(entryAt(4), now())).toBe(true) // what is played before it does not wait
  bodies[0]?.push(100_000)
  bodies[0]?.end()
  expect(await fetching).toBeNull()
  expect(first.held).toBe(first.pieces)
  expect(supply.hasRoomFor(second, now())).toBe(true)
})

it('does not wait for ever for one that is stuck', async () => {
  const { supply, pass, now } = startSupply()
  void supply.fetch(entryAt(5), [null], 'late')
  pass(9000)
  expect(supply.hasRoomFor(entryAt(6), now())).toBe(true)
})

it('tells who waits how far it is, and counts what is broken off as no failure', async () => {
  const { supply, bodies, now } = startSupply()
  const entry = entryAt(5)
  const told: number[] = []
  entry.waiters.add({ resolve: () => {}, reject: () => {}, onOrigin: (bytes) => told.push(bytes) })
  const fetching = supply.fetch(entry, [null], 'late')
  await vi.waitUntil(() => bodies.length === 1)
  for (const count of [1000, 2000]) {
    bodies[0]?.push(count)
    await vi.waitUntil(() => told.includes(count === 1000 ? 1000 : 3000))
  }
  expect(told).toEqual([0, 1000, 3000])
  entry.fetching?.abort()
  expect(await fetching).toBeNull()
  expect(entry).toMatchObject({ isFetching: false, streaming: 0, held: 0 })
  expect(supply.restMs(entry.segment.key, now())).toBe(0)
})

describe('what one peer alone sent of a segment', () => {
  const origin = createMemoryOrigin({ count: 1, bytes: 3 * PIECE_BYTES + 100, seconds: 2, hasPieces: false })
  const [segment] = origin.segments as [(typeof origin.segments)[0]]

  /** The second piece came from the peer, as `change` has it. */
  async function overtake(options: { claimsBytes?: number; change?: number; fetchOrigin?: typeof fetch }) {
    const proofs: SoleProof[] = []
    const supply = new OriginSupply({
      ...{ fetchOrigin: options.fetchOrigin ?? origin.fetch, signal: new AbortController().signal },
      ...{ onPart: async () => {}, onProof: (proof) => proofs.push(proof), nowMs: () => 0, random: () => 0 },
    })
    const entry = new SegmentEntry({ segment, seenAtMs: 0, isOld: false, panicRandom: 0 })
    entry.setSize(options.claimsBytes ?? segment.bytes.byteLength)
    entry.soleSource = 'peer'
    const piece = new Uint8Array(segment.bytes).slice(PIECE_BYTES, 2 * PIECE_BYTES)
    piece[7] = (piece[7] ?? 0) ^ (options.change ?? 0)
    entry.put(1, piece, 'peer')
    const parts = supply.partsOf(entry, new Set())
    const partsBut = (...coming: number[]) => supply.partsOf(entry, new Set(coming))
    const waited = { forTwo: partsBut(0, 2), forAll: partsBut(0, 2, 3) }
    const failure = await supply.fetch(entry, parts, 'late')
    return { entry, parts, waited, failure, proofs }
  }

  it('gives way to the whole of it from the origin, and speaks for the peer where it is the same', async () => {
    const { entry, parts, proofs } = await overtake({})
    expect(parts).toEqual([null])
    expect(Buffer.compare(Buffer.from(entry.bytes), Buffer.from(segment.bytes))).toBe(0)
    expect(entry).toMatchObject({ held: 4, peerBytes: 0, originBytes: segment.bytes.byteLength, soleSource: null })
    expect(proofs).toEqual([{ peerId: 'peer', key: segment.key, bytes: PIECE_BYTES, isRight: true }])
  })

  it.each([
    ['a byte', { change: 1 }],
    ['the size that it claims', { claimsBytes: 5 * PIECE_BYTES }],
  ])('speaks against the peer where %s is another', async (_, lie) => {
    const { entry, failure, proofs } = await overtake(lie)
    expect(failure).toBeNull()
    expect(Buffer.compare(Buffer.from(entry.bytes), Buffer.from(segment.bytes))).toBe(0)
    expect(proofs).toMatchObject([{ peerId: 'peer', isRight: false }])
  })

  it('is not judged by what is not the segment', async () => {
    const { proofs } = await overtake({ fetchOrigin: async () => new Response('sign in to this network') })
    expect(proofs).toEqual([])
  })

  it('is waited for where all the rest of it is on its way', async () => {
    const { waited } = await overtake({})
    expect(waited).toEqual({ forTwo: [null], forAll: [] })
  })

  it('is kept while the origin fails', async () => {
    const { entry, failure } = await overtake({ fetchOrigin: async () => new Response(null, { status: 503 }) })
    expect(failure).toMatchObject({ isLast: false })
    expect(entry).toMatchObject({ held: 1, soleSource: 'peer' })
  })
})

describe('what the origin sends of a segment whose hashes are known', () => {
  const origin = createMemoryOrigin({ count: 1, bytes: 3 * PIECE_BYTES + 100, seconds: 2 })
  const [segment] = origin.segments as [(typeof origin.segments)[0]]
  const spoilt: typeof fetch = async (url, init) => {
    const response = await origin.fetch(url, init)
    const bytes = new Uint8Array(await response.arrayBuffer())
    return new Response(
      bytes.map((byte, at) => (at === 5 ? byte ^ 1 : byte)),
      { status: response.status, headers: response.headers },
    )
  }

  /** The second piece came from a peer. */
  async function start(fetchOrigin: typeof fetch) {
    const supply = new OriginSupply({
      ...{ fetchOrigin, signal: new AbortController().signal },
      ...{ onPart: async () => {}, onProof: () => {}, nowMs: () => 0, random: () => 0 },
    })
    const entry = new SegmentEntry({ segment, seenAtMs: 0, isOld: false, panicRandom: 0 })
    entry.setSize(segment.bytes.byteLength)
    entry.hashes = await hashPieces(segment.bytes)
    entry.put(1, new Uint8Array(segment.bytes).slice(PIECE_BYTES, 2 * PIECE_BYTES), 'peer')
    return { entry, supply, fetchMissing: () => supply.fetch(entry, supply.partsOf(entry, new Set()), 'late') }
  }

  it('is put beside what peers sent where it is what they say', async () => {
    const { entry, fetchMissing } = await start(origin.fetch)
    expect(await fetchMissing()).toBeNull()
    expect(entry).toMatchObject({ held: 4, peerBytes: PIECE_BYTES })
    expect(entry.hashes).not.toBeNull()
    expect(Buffer.compare(Buffer.from(entry.bytes), Buffer.from(segment.bytes))).toBe(0)
  })

  it('is no part of it where it is another: it comes whole then, to be played and not passed on', async () => {
    const { entry, supply, fetchMissing } = await start(spoilt)
    expect(await fetchMissing()).toMatchObject({ isLast: false })
    expect(entry).toMatchObject({ held: 0, hashes: null })
    expect(supply.partsOf(entry, new Set())).toEqual([null])
    expect(await fetchMissing()).toBeNull()
    expect(entry).toMatchObject({ held: 4, hashes: null, peerBytes: 0 })
    expect(canShare(entry)).toBe(false)
  })

  it('is not passed on where the whole of it is another', async () => {
    const { entry, supply } = await start(spoilt)
    expect(await supply.fetch(entry, [null], 'late')).toBeNull()
    expect(entry).toMatchObject({ held: 4, peerBytes: 0 })
    expect(canShare(entry)).toBe(false)
  })
})
