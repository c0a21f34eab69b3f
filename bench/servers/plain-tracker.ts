/** bittorrent-tracker's server as it comes. */

import Server from 'bittorrent-tracker/server'
import { portOf, tellReady } from './ready.ts'

/** It keeps 1000 peers a swarm unless it is told otherwise. */
const PEERS = 1_000_000

const server = new Server({
  http: true,
  udp: false,
  ws: true,
  stats: false,
  interval: 600_000,
  peersCacheLength: PEERS,
})
process.on('message', () => process.send?.('put forward')) // it has no clock that matters
server.on('warning', () => {})
await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve))
tellReady({ port: portOf(server.http) }, async () => {
  server.http.closeAllConnections()
})
