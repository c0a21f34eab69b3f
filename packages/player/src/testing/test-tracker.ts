/** A plain tracker that lets everybody in, so that the player can be tried apart from Shoal's own. */

import type { Socket } from 'node:net'
import Server from 'bittorrent-tracker/server'
import { portOf } from './live-origin.ts'

export type TestTracker = { url: string; server: Server; kill(): void }

/** `port` 0 takes a free one. */
export async function startTestTracker(port = 0): Promise<TestTracker> {
  const server = new Server({ http: true, udp: false, ws: true, stats: false, interval: 5000 })
  const sockets = new Set<Socket>()
  server.on('warning', () => {})
  server.on('error', () => {})
  server.http.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    server,
    url: `ws://127.0.0.1:${portOf(server.http.address())}/swarm`,
    /** As when its process dies: every socket is cut, and nobody answers any more. */
    kill() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
