/** bittorrent-tracker's own server, with announces as often as a swarm that still grows needs them. */

import Server from 'bittorrent-tracker/server'
import { portOf, tellReady } from '../servers/ready.ts'

const INTERVAL_MS = 60_000

const server = new Server({ http: true, udp: false, ws: true, stats: false, interval: INTERVAL_MS })
server.on('warning', () => {})
server.on('error', () => {})
await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve))
tellReady({ port: portOf(server.http) }, async () => server.http.closeAllConnections())
