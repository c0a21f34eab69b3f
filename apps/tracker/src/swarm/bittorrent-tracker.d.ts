/** The few parts of bittorrent-tracker 11.2.3's server that swarm-server.ts stands on; the package has no types. */
declare module 'bittorrent-tracker/server' {
  import { EventEmitter } from 'node:events'

  type Callback<T> = (error: Error | null, value?: T) => void

  export default class Server extends EventEmitter {
    constructor(options: { http: false; udp: false; ws: false; stats: false })
    intervalMs: number
    getSwarm(infoHash: string, callback: Callback<object>): void
    createSwarm(infoHash: string, callback: Callback<object>): void
    onWebSocketConnection(socket: EventEmitter): void
    close(callback?: () => void): void
  }
}
