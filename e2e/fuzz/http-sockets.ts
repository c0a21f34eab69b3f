/** HTTP through real sockets: several requests on each connection, one behind the other, none waiting for an answer. */

import { randomRequests } from './http-grammar.ts'
import type { Random } from './random.ts'
import { exchange, inParallel } from './raw-exchange.ts'

export type HttpFigures = { messages: number; connections: number; answersByStatus: Record<string, number> }

const PARALLEL = 8
const MOST_PER_CONNECTION = 20
/** Node answers nothing more to who closes its half of a connection. */
const GOODBYE = Buffer.from('GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')

export async function fuzzHttp(
  random: Random,
  { port, known }: { port: number; known: readonly string[] },
  messages: number,
): Promise<HttpFigures> {
  const figures: HttpFigures = { messages: 0, connections: 0, answersByStatus: {} }
  const rounds = Math.ceil(messages / (MOST_PER_CONNECTION / 2))
  await inParallel(PARALLEL, rounds, async () => {
    const requests = randomRequests(random, known, 1 + random.int(MOST_PER_CONNECTION - 1))
    const { statuses } = await exchange(random, {
      port,
      bytes: Buffer.concat([...requests, GOODBYE]),
      waitMs: 500,
      isAll: false,
    })
    figures.messages += requests.length
    figures.connections += 1
    for (const status of statuses) {
      figures.answersByStatus[status] = (figures.answersByStatus[status] ?? 0) + 1
    }
  })
  return figures
}
