import { expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
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

const reportSchema = z.object({ ticket: z.string(), sequence: z.number(), latencyMs: z.optional(z.number()) })

/** Reports each second to a tracker that answers so. */
async function reportWith(options: {
  status?: (ticket: string) => number
  ticket?: () => string
  latencyMs?: () => number
  onRefused?: () => void
}) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const { status = () => 200, ticket = () => 'ticket', latencyMs, onRefused } = options
  const reports: z.infer<typeof reportSchema>[] = []
  vi.stubGlobal('fetch', async (_url: string, { body }: { body: string }) => {
    const report = reportSchema.parse(JSON.parse(body))
    reports.push(report)
    return new Response(null, { status: status(report.ticket) })
  })
  const reporter = startReporter({
    address: () => ({ url: 'http://127.0.0.1/', ticket: ticket() }),
    takeCounts: () => ({ ...nothing, intervalMs: 1000 }),
    measure: () => ({ peers: 0, ...(latencyMs && { latencyMs: latencyMs() }) }),
    ...(onRefused && { onRefused }),
    intervalMs: 1000,
  })
  await vi.advanceTimersByTimeAsync(3500)
  reporter.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  return reports
}

it('asks for a newer ticket when the tracker refuses one, and sends the same report with that', async () => {
  let ticket = 'old'
  const reports = await reportWith({
    ticket: () => ticket,
    status: (shown) => (shown === 'old' ? 401 : 200),
    onRefused: () => {
      ticket = 'new'
    },
  })
  const sent = reports.map(({ ticket, sequence }) => `${ticket} ${sequence}`)
  expect(sent).toEqual(['old 0', 'new 0', 'new 1', 'new 2'])
})

it('says nothing of a distance to the live edge that only a wrong clock can measure', async () => {
  const measured = [90_000_000, -5000, 4000]
  const reports = await reportWith({ latencyMs: () => measured.shift() ?? Number.NaN })
  expect(reports.map(({ latencyMs }) => latencyMs)).toEqual([undefined, undefined, 4000])
})

it('says that the tracker does not answer as soon as it is late, and that it does with its next answer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const startedAtMs = performance.now()
  const heard: [number, boolean][] = []
  let answers: ((response: Response) => void)[] = []
  vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => answers.push(resolve)))
  const reporter = startReporter({
    address: () => ({ url: 'http://127.0.0.1/', ticket: 'ticket' }),
    takeCounts: () => ({ ...nothing, intervalMs: 1000 }),
    measure: () => ({ peers: 0 }),
    onAnswering: (isAnswering) => heard.push([performance.now() - startedAtMs, isAnswering]),
    intervalMs: 1000,
  })
  await vi.advanceTimersByTimeAsync(3500)
  expect(heard).toEqual([[3000, false]])
  for (const answer of answers.splice(0)) answer(new Response(null, { status: 502 }))
  await vi.advanceTimersByTimeAsync(0)
  expect(heard.at(-1)).toEqual([3500, false])
  await vi.advanceTimersByTimeAsync(600)
  for (const answer of answers) answer(new Response(null, { status: 429 }))
  answers = []
  await vi.advanceTimersByTimeAsync(0)
  expect(heard.at(-1)).toEqual([4100, true])
  reporter.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
