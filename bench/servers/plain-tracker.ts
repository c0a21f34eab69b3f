/** bittorrent-tracker's server as it comes. */

import Server from 'bittorrent-tracker/server'
import { portOf, tellReady } from './ready.ts'

const server = new Server({ http: true, udp: false, ws: true, stats: false, interval: 600_000 })
server.on('warning', () => {})
await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve))
tellReady({ port: portOf(server.http) }, async () => {
  server.http.closeAllConnections()
})
