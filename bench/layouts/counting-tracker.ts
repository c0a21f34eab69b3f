/** A plain tracker that lets everybody in, at our tracker's pace, and counts what it is asked. */

import Server from 'bittorrent-tracker/server'
import { portOf } from '../servers/ready.ts'

/** The library tells WebSockets a fifth of it: 15 s, as our tracker does. */
const INTERVAL_MS = 75_000

export type CountingTracker = AsyncDisposable & { url: string; announces(): number; swarms(): number }

export async function startCountingTracker(): Promise<CountingTracker> {
  const server = new Server({ http: true, udp: false, ws: true, stats: false, interval: INTERVAL_MS })
  let announces = 0
  const swarms = new Set<string>()
  for (const event of ['start', 'update', 'complete', 'stop']) {
    server.on(event, (_peerId: string, { info_hash: swarm }: { info_hash: string }) => {
      announces += 1
      swarms.add(swarm)
    })
  }
  server.on('warning', () => {})
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve))
  return {
    url: `ws://127.0.0.1:${portOf(server.http)}/swarm`,
    announces: () => announces,
    swarms: () => swarms.size,
    async [Symbol.asyncDispose]() {
      server.http.closeAllConnections()
      server.close()
    },
  }
}
