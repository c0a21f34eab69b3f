import { expect, it, vi } from 'vitest'
import { OriginSupply } from './origin-supply.ts'
import { SegmentEntry } from './segment-entry.ts'

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
    ...{ onPart: async () => {}, nowMs: () => nowMs, random: () => 0 },
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
