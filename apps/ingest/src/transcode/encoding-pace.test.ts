import { expect, it } from 'vitest'
import { EncodingPace } from './encoding-pace.ts'

type World = {
  /** Media milliseconds that have come in by then. */
  fed(ms: number): number
  /** Media seconds a second that the encoder can do. */
  capacity: number
  seconds?: number
}

/** When the encoder is found too slow, seconds; null if never. */
function foundAfter({ fed, capacity, seconds = 120 }: World): number | null {
  const pace = new EncodingPace()
  let takenMs = 0
  for (let atMs = 0; atMs <= seconds * 1000; atMs += 500) {
    takenMs = Math.min(fed(atMs), takenMs + 500 * capacity)
    pace.add({ atMs, fedMs: fed(atMs), takenMs })
    if (pace.isTooSlow) return atMs / 1000
  }
  return null
}

const STALL_MS = 3000

it.each<[string, World, { from: number; to: number } | null]>([
  ['keeps pace', { fed: (ms) => ms, capacity: 1.2 }, null],
  ['catches a backlog up', { fed: (ms) => 12_000 + ms, capacity: 1.1 }, null],
  ['follows a slow publisher', { fed: (ms) => ms * 0.6, capacity: 1 }, null],
  ['is slow, but the publisher is slow too', { fed: (ms) => ms * 0.8, capacity: 0.6 }, null],
  ['takes a burst after a stall', { fed: (ms) => (ms < 30_000 || ms > 33_000 ? ms : 30_000), capacity: 1.5 }, null],
  [
    'hardly catches up after a stall',
    { fed: (ms) => (ms < 30_000 || ms > 33_000 ? ms : 30_000), capacity: 1.05 },
    null,
  ],
  ['gets a burst every 3 s', { fed: (ms) => Math.floor(ms / STALL_MS) * STALL_MS, capacity: 2 }, null],
  ['does 0.97', { fed: (ms) => ms, capacity: 0.97 }, { from: 50, to: 60 }],
  ['does 0.9', { fed: (ms) => ms, capacity: 0.9 }, { from: 10, to: 25 }],
  ['does 0.7', { fed: (ms) => ms, capacity: 0.7 }, { from: 10, to: 12 }],
  ['does nothing', { fed: (ms) => ms, capacity: 0 }, { from: 10, to: 10 }],
  ['does 0.8 with a backlog', { fed: (ms) => 5000 + ms, capacity: 0.8 }, { from: 10, to: 12 }],
])('an encoder that %s is judged rightly', (_, world, expected) => {
  const found = foundAfter(world)
  if (!expected) expect(found).toBeNull()
  else {
    expect(found).toBeGreaterThanOrEqual(expected.from)
    expect(found).toBeLessThanOrEqual(expected.to)
  }
})

it('says how fast it is and how far behind', () => {
  const pace = new EncodingPace()
  for (let atMs = 0; atMs <= 20_000; atMs += 500) pace.add({ atMs, fedMs: atMs, takenMs: atMs * 0.8 })
  expect(pace.speed).toBeCloseTo(0.8)
  expect(pace.lagSeconds).toBeCloseTo(4)
})

it('concludes nothing from a time in which we stood still ourselves', () => {
  const pace = new EncodingPace()
  for (let atMs = 0; atMs <= 9000; atMs += 500) pace.add({ atMs, fedMs: atMs, takenMs: 0 })
  pace.add({ atMs: 20_000, fedMs: 20_000, takenMs: 0 })
  expect(pace.isTooSlow).toBe(false)
})
