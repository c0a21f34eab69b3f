import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Engine } from './engine.ts'
import { keepEngine } from './keep-engine.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** Engines that do nothing but remember how they were started and stopped. */
function keepIdle(start: () => Promise<'engine' | null> = async () => 'engine') {
  const seen: string[] = []
  let breakNewest: (from: 'network' | 'media') => void = () => {}
  const kept = keepEngine({
    async start(onBroken) {
      seen.push('started')
      breakNewest = onBroken
      if ((await start()) === null) return null
      const engine: Engine = {
        stop: () => seen.push('stopped'),
        positionSeconds: () => 0,
        latencyMs: () => undefined,
        rungUrl: () => undefined,
        setQuality() {},
        worthPlaying: Promise.resolve(),
        planDistance() {},
        keepPace() {},
        setRests() {},
        catchUp() {},
      }
      return engine
    },
    onRecovering: (from) => seen.push(`recovering from ${from}`),
    onFatal: (reason) => seen.push(`fatal ${reason}`),
  })
  return { kept, seen, break: (from: 'network' | 'media') => breakNewest(from) }
}

it('replaces an engine that breaks, after a short wait', async () => {
  const idle = keepIdle()
  await vi.advanceTimersByTimeAsync(0)
  idle.break('network')
  expect(idle.seen).toEqual(['started', 'recovering from network', 'stopped'])
  await vi.advanceTimersByTimeAsync(500)
  expect(idle.seen.at(-1)).toBe('started')
})

it('never gives up on the network', async () => {
  const idle = keepIdle()
  for (let time = 0; time < 50; time += 1) {
    await vi.advanceTimersByTimeAsync(10_000)
    idle.break('network')
  }
  expect(idle.seen.filter((what) => what.startsWith('fatal'))).toEqual([])
})

it('gives up on media that breaks five times with nothing played in between', async () => {
  const idle = keepIdle()
  for (let time = 0; time < 5; time += 1) {
    await vi.advanceTimersByTimeAsync(10_000)
    idle.break('media')
  }
  expect(idle.seen.at(-1)).toBe('fatal media')
  expect(vi.getTimerCount()).toBe(0)
})

it('hears nothing from an engine that was replaced', async () => {
  const idle = keepIdle()
  await vi.advanceTimersByTimeAsync(0)
  const breakFirst = idle.break
  breakFirst('network')
  breakFirst('network')
  expect(idle.seen).toEqual(['started', 'recovering from network', 'stopped'])
})

it('says that the browser cannot play, and starts again when its own code did not arrive', async () => {
  const unable = keepIdle(async () => null)
  await vi.advanceTimersByTimeAsync(0)
  expect(unable.seen).toEqual(['started', 'fatal not-supported'])
  const unloaded = keepIdle(() => Promise.reject(new Error('no chunk')))
  await vi.advanceTimersByTimeAsync(0)
  expect(unloaded.seen).toEqual(['started', 'recovering from network'])
  unloaded.kept.stop()
})

it('stops an engine that was still starting, and leaves no timer', async () => {
  const idle = keepIdle()
  idle.kept.stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(idle.seen).toEqual(['started', 'stopped'])
  expect(vi.getTimerCount()).toBe(0)
})
