/** A report through the telemetry intake (ticket, bounds, sums) beside a route that only parses its JSON. */

import { once } from 'node:events'
import { sampleReport, signTicket } from '../apps/tracker/src/testing/tracker-lab.ts'
import { BROADCAST_ID } from './broadcast.ts'
import { type ChildServer, cpuMicrosOf, startChildServer } from './child-server.ts'
import { compare, type Figures, printResult } from './compare.ts'
import { runHttpLoad } from './load/http-load.ts'

const VIEWERS = 5000
const CONNECTIONS = 32
const ROUNDS = 7
const INTERVAL_MS = 5000

const tickets = await Promise.all(Array.from({ length: VIEWERS }, () => signTicket({ broadcast: BROADCAST_ID })))
await using tracker = await startChildServer('tracker.ts')
await using bare = await startChildServer('bare-fastify.ts')
let sequence = 0

const reports = await compare({ ours: reportToTracker, peer: () => report(bare), rounds: ROUNDS })
console.log(reports)
printResult({ bench: 'telemetry', peer: 'a Fastify route', viewers: VIEWERS, connections: CONNECTIONS, reports })

async function reportToTracker(): Promise<Figures> {
  const isPutForward = once(tracker.child, 'message')
  tracker.child.send(INTERVAL_MS)
  await isPutForward
  return await report(tracker)
}

/** One report of every viewer. */
async function report({ port, pid }: ChildServer): Promise<Figures> {
  const requests = tickets.map(requestOf)
  sequence += 1
  const before = await cpuMicrosOf(pid)
  const { seconds, responses, statuses } = await runHttpLoad({
    ...{ port, connections: CONNECTIONS, next: () => requests.pop() },
  })
  const cpuMicros = (await cpuMicrosOf(pid)) - before
  if (statuses.get(200) !== VIEWERS) throw new Error(`reports were dropped: ${JSON.stringify([...statuses])}`)
  return { reportsPerSecond: responses / seconds, cpuMicrosPerReport: cpuMicros / responses }
}

function requestOf(ticket: string, index: number): Buffer {
  const body = JSON.stringify(sampleReport({ ticket, sequence, intervalMs: INTERVAL_MS, latencyMs: 8000 }))
  const address = `10.0.${index >> 8}.${index & 255}`
  const headers = `Host: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nX-Forwarded-For: ${address}`
  return Buffer.from(`POST /swarm/telemetry HTTP/1.1\r\n${headers}\r\n\r\n${body}`)
}
