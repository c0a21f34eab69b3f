/** A report through the telemetry intake (ticket, bounds, swarm, sums) beside a route that only parses its JSON. */

import { once } from 'node:events'
import type { SwarmReport } from '@shoal/protocol/telemetry'
import { z } from 'zod'
import { sampleReport, signTicket } from '../apps/tracker/src/testing/tracker-lab.ts'
import { BROADCAST_ID } from './broadcast.ts'
import { type ChildServer, cpuMicrosOf, startChildServer } from './child-server.ts'
import { compare, type Figures, printResult } from './compare.ts'
import { runHttpLoad } from './load/http-load.ts'
import { readOptions } from './read-options.ts'

readOptions('bench:telemetry', z.object({}))

/** All behind one address, as in a school. */
const VIEWERS = 10_000
/** Links that a viewer has. */
const DEGREE = 12
const CONNECTIONS = 32
const ROUNDS = 5
const INTERVAL_MS = 5000

const tickets = await Promise.all(Array.from({ length: VIEWERS }, () => signTicket({ broadcast: BROADCAST_ID })))
await using intake = await startChildServer('telemetry-intake.ts')
await using bare = await startChildServer('bare-fastify.ts')
let sequence = 0

const emptyBytes = await askIntake(0)
const reports = await compare({ ours: reportToIntake, peer: () => report(bare), rounds: ROUNDS })
const bytesPerViewer = ((await askIntake(0)) - emptyBytes) / VIEWERS
console.log(reports)
printResult({
  ...{ bench: 'telemetry', peer: 'a Fastify route', viewers: VIEWERS, connections: CONNECTIONS, reports },
  ...{ reportsPerSecond: reports.ours.reportsPerSecond, cpuMicrosecondsPerReport: reports.ours.cpuMicrosPerReport },
  bytesPerViewer,
})

async function reportToIntake(): Promise<Figures> {
  await askIntake(INTERVAL_MS)
  return await report(intake)
}

/** Its heap in use, where the clock is not put forward. */
async function askIntake(putForwardMs: number): Promise<number> {
  const answered = once(intake.child, 'message')
  intake.child.send({ putForwardMs })
  const [answer] = await answered
  return z.object({ heapBytes: z.number() }).parse(answer).heapBytes
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
  const swarm = swarmReportOf(index)
  const body = JSON.stringify(sampleReport({ ticket, sequence, intervalMs: INTERVAL_MS, latencyMs: 8000, swarm }))
  const headers = `Host: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`
  return Buffer.from(`POST /swarm/telemetry HTTP/1.1\r\n${headers}\r\n\r\n${body}`)
}

/** A viewer in the middle of its neighbours, which it trades with in both directions. */
function swarmReportOf(index: number): SwarmReport {
  const neighbours = Array.from({ length: DEGREE }, (_, link) => peerIdOf((index + link + 1) % VIEWERS))
  const traded = neighbours.map((peerId) => ({ peerId, bytes: 100_000 }))
  const uplinkKbps = 500 + (index % 10) * 1000
  return {
    peerId: peerIdOf(index),
    uplinkKbps,
    gives: true,
    received: traded,
    asked: neighbours,
    askers: traded,
    offenders: [],
  }
}

function peerIdOf(index: number): string {
  return `-SH0100-${String(index).padStart(12, '0')}`
}
