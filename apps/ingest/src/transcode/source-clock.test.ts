import { describe, expect, it } from 'vitest'
import { SourceClock } from './source-clock.ts'

const START_MS = Date.UTC(2026, 0, 1)
const NETWORK_MS = 20
const FRAME_MS = 40

type World = {
  hours?: number
  /** The publisher's clock against ours. */
  driftPpm?: number
  firstSourceTimeMs?: number
  /** How late the network is with what was sent so many milliseconds after the start. */
  lateMs?(sentMs: number, random: () => number): number
}

/** Packets as they are sent and arrive, in order, as over TCP; what the clock says right after each. */
function* observe({ hours = 0.1, driftPpm = 0, firstSourceTimeMs = 5000, lateMs = () => 0 }: World) {
  const clock = new SourceClock()
  const random = mulberry(7)
  let arrivedAtMs = 0
  for (let sentMs = 0; sentMs < hours * 3_600_000; sentMs += FRAME_MS) {
    const sourceTimeMs = Math.round(firstSourceTimeMs + sentMs * (1 + driftPpm / 1e6)) % 2 ** 32
    arrivedAtMs = Math.max(arrivedAtMs, START_MS + sentMs + NETWORK_MS + lateMs(sentMs, random))
    clock.observe(sourceTimeMs, Math.round(arrivedAtMs))
    yield { sentMs, errorMs: (clock.toUnixMs(sourceTimeMs) ?? Number.NaN) - (START_MS + sentMs) }
  }
}

function worstAfter(seconds: number, world: World): number {
  let worst = 0
  for (const { sentMs, errorMs } of observe(world)) {
    if (sentMs > seconds * 1000) worst = Math.max(worst, Math.abs(errorMs))
  }
  return worst
}

/** A small seeded generator (Tommy Ettinger's mulberry32). */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const jitter = (_: number, random: () => number) => random() * 200
/** What was sent within `seconds` comes at its end, all at once. */
const burst = (fromSecond: number, seconds: number) => (sentMs: number) =>
  sentMs >= fromSecond * 1000 && sentMs < (fromSecond + seconds) * 1000 ? (fromSecond + seconds) * 1000 - sentMs : 0

describe('the wall clock of what a publisher sends', () => {
  it.each<[string, World]>([
    ['is there with an even network', {}],
    ['follows a clock that is 100 ppm fast for three hours', { hours: 3, driftPpm: 100 }],
    ['follows a clock that is 100 ppm slow for three hours', { hours: 3, driftPpm: -100 }],
    ['sees through 200 ms of jitter', { hours: 3, driftPpm: 100, lateMs: jitter }],
    ['sees through 200 ms of jitter on a slow clock', { hours: 3, driftPpm: -100, lateMs: jitter }],
    ['sees through a burst at the start', { lateMs: burst(0, 3) }],
    ['sees through a network that stalls for 3 s', { lateMs: burst(60, 3) }],
    [
      'sees through a stall every minute',
      { hours: 3, driftPpm: -100, lateMs: (ms, r) => burst(30, 3)(ms % 60_000) + jitter(ms, r) },
    ],
    ['sees through a network that delivers every 2 s', { driftPpm: 100, lateMs: (ms) => burst(0, 2)(ms % 2000) }],
    ['wraps around', { firstSourceTimeMs: 2 ** 32 - 60_000 }],
  ])('%s', (_, world) => {
    expect(worstAfter(5, world)).toBeLessThan(100)
  })

  it('never jumps once it has settled', () => {
    let before: number | null = null
    let largestStepMs = 0
    for (const { sentMs, errorMs } of observe({ hours: 1, driftPpm: -100, lateMs: jitter })) {
      if (sentMs > 5000 && before !== null) largestStepMs = Math.max(largestStepMs, Math.abs(errorMs - before))
      before = errorMs
    }
    expect(largestStepMs).toBeLessThan(3)
  })

  it('moves by milliseconds a second when the network gets faster for good', () => {
    let before: number | null = null
    let last = Number.NaN
    for (const { sentMs, errorMs } of observe({ lateMs: (ms) => (ms < 60_000 ? 500 : 0) })) {
      if (sentMs > 5000 && before !== null) expect(Math.abs(errorMs - before)).toBeLessThan(2)
      before = last = errorMs
    }
    expect(last).toBeLessThan(100)
  })

  it('says nothing before the first packet', () => {
    expect(new SourceClock().toUnixMs(0)).toBeNull()
  })

  it.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
    ['back by little', -2500],
  ])('starts anew when the publisher’s clock jumps %s, and still knows the time before', (_, jumpMs) => {
    const clock = new SourceClock()
    const first = 7_200_000
    for (let ms = 0; ms < 10_000; ms += 100) clock.observe(first + ms, START_MS + ms)
    for (let ms = 10_000; ms < 12_000; ms += 100) clock.observe(first + jumpMs + ms, START_MS + ms)
    expect(clock.toUnixMs(first + jumpMs + 11_000)).toBe(START_MS + 11_000)
    expect(clock.toUnixMs(first + 6000)).toBe(START_MS + 6000)
  })

  it('does not take frames that the publisher dropped in a stall for a jump', () => {
    const clock = new SourceClock()
    for (let ms = 0; ms < 10_000; ms += 100) clock.observe(ms, START_MS + ms)
    clock.observe(15_000, START_MS + 15_400)
    expect(clock.toUnixMs(15_000)).toBeCloseTo(START_MS + 15_000, -1)
  })
})
