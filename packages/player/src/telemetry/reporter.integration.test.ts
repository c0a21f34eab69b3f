/** That nothing is lost and nothing told twice, however often an answer does not come. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { type TelemetryAnswer, type TelemetryReport, telemetryReportSchema } from '@shoal/protocol/telemetry'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Reporter, startReporter } from './reporter.ts'

type Behaviour = 'answer' | 'answer-lost' | 'away'
const answer: TelemetryAnswer = { hints: null, riders: [], banned: [], isP2pGood: true }

/** Takes each number once, as the tracker does, and behaves as it was told from report to report. */
async function startIntake(behaviours: Behaviour[]) {
  const taken = new Map<number, TelemetryReport>()
  const tickets: string[] = []
  let behaved = () => {}
  const isThrough = new Promise<void>((resolve) => {
    behaved = resolve
  })
  const server = createServer(async (request, response) => {
    const report = telemetryReportSchema.parse(JSON.parse(await text(request)))
    const behaviour = behaviours.shift() ?? 'answer'
    tickets.push(report.ticket)
    const isRepeated = report.sequence <= Math.max(-1, ...taken.keys())
    if (behaviour !== 'away' && !isRepeated) taken.set(report.sequence, report)
    if (behaviour !== 'answer') request.socket.destroy()
    else response.writeHead(isRepeated ? 409 : 200).end(JSON.stringify(answer))
    if (behaviours.length === 0 && behaviour === 'answer') behaved()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { taken, tickets, isThrough, server, url: `http://127.0.0.1:${port}/` }
}

let counted = 0
let composed = 0
let reporter: Reporter | undefined
beforeEach(() => {
  counted = 0
  composed = 0
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('removeEventListener', () => {})
})
afterEach(() => {
  reporter?.stop()
  vi.unstubAllGlobals()
})

function report(url: string, onAnswer = () => {}): Reporter {
  return startReporter({
    address: () => ({ url, ticket: `ticket ${composed}` }),
    takeCounts() {
      composed += 1
      counted += 1000
      const nothing = { deliveries: [], stalledMs: 0, stalls: 0, rejectedSegments: 0 }
      return { ...nothing, intervalMs: 1000, playedMs: 1000, uploadedBytes: composed }
    },
    measure: () => ({ peers: 0, firstFrameMs: 700 }),
    onAnswer,
    intervalMs: 20,
  })
}

it.each<[string, Behaviour[]]>([
  ['nothing goes wrong', ['answer', 'answer', 'answer']],
  ['an answer is lost', ['answer', 'answer-lost', 'answer', 'answer']],
  ['answers are lost again and again', ['answer-lost', 'answer-lost', 'answer-lost', 'answer', 'answer']],
  ['the tracker is away', ['answer', 'away', 'away', 'answer', 'answer']],
  ['both', ['away', 'answer-lost', 'away', 'answer', 'answer-lost', 'answer', 'answer']],
])('tells everything once when %s', async (_, behaviours) => {
  const intake = await startIntake(behaviours)
  reporter = report(intake.url)
  await intake.isThrough
  const reports = [...intake.taken.values()]
  expect(reports.map(({ sequence }) => sequence)).toEqual(reports.map((_, index) => index))
  expect(reports.map(({ uploadedBytes }) => uploadedBytes)).toEqual(reports.map((_, index) => index + 1))
  expect(counted - reports.length * 1000).toBeLessThanOrEqual(1000) // one more may be under way
  expect(reports.filter(({ firstFrameMs }) => firstFrameMs === 700)).toHaveLength(1)
  intake.server.close()
})

it('sends what it repeats with the newest ticket, and goes on in the same turn', async () => {
  const intake = await startIntake(['away', 'answer', 'answer'])
  let answers = 0
  reporter = report(intake.url, () => {
    answers += 1
    composed += 10 // renewed
  })
  await intake.isThrough
  expect(intake.tickets).toEqual(['ticket 1', 'ticket 1', 'ticket 12'])
  expect(answers).toBeGreaterThan(0)
  intake.server.close()
})
