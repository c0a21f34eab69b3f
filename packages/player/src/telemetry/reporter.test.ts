import { expect, it, vi } from 'vitest'
import { startReporter } from './reporter.ts'

const nothing = { deliveries: [], stalledMs: 0, stalls: 0, rejectedSegments: 0, playedMs: 0, uploadedBytes: 0 }

it('tells what cannot wait at once, and what comes soon after it as early as the tracker allows', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const startedAtMs = performance.now()
  const sentAtMs: number[] = []
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('removeEventListener', () => {})
  vi.stubGlobal('fetch', async () => {
    sentAtMs.push(performance.now() - startedAtMs)
    return new Response(JSON.stringify({ hints: null, riders: [], banned: [], isP2pGood: true }))
  })
  const reporter = startReporter({
    address: () => ({ url: 'http://127.0.0.1/', ticket: 'ticket' }),
    takeCounts: () => ({ ...nothing, intervalMs: 1000 }),
    measure: () => ({ peers: 0 }),
    intervalMs: 60_000,
  })

  reporter.soon()
  await vi.advanceTimersByTimeAsync(1000)
  reporter.soon()
  reporter.soon()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(sentAtMs).toEqual([300, 4300])
  await vi.advanceTimersByTimeAsync(50_000)
  expect(sentAtMs).toEqual([300, 4300, 64_300])
  reporter.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
